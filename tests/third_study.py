"""A garden in two stages, told in Polish: talks that were coded, and ratings; no English labels."""

CODEBOOK = """\
title: Księga kodów
concepts:
  - {label: Spotkania, definition: Bycie z innymi}
  - {label: Żywność, definition: Co się je}
codes:
  rozmowa:
    label: Rozmowy przez płot
    concept: Spotkania
    definition: Talking over the fence is said to matter.
    use_when: Somebody says that talking is why they come.
    not_when: Talk is only mentioned.
    indicators: [natter]
  zupa:
    label: Zupa z działki
    concept: Żywność
    definition: Soup is said to matter.
    use_when: Somebody says that soup is why they come.
    not_when: Soup is only mentioned.
    indicators: [soup]
  lawka:
    label: Ławka w cieniu
    concept: Żywność
    definition: A bench in the shade is said to matter.
    use_when: Somebody wants a bench.
    not_when: Somebody sits on one.
    stages: [ocena]
"""

STUDY = """\
title: Ogród działkowy
notice: zmyślone
codebook: kody.yaml
stages:
  - id: rozmowy
    name: Rozmowy
    heading: Działkowcy
    unit: respondents
    phase: Pytanie
    method: "{rozmowa} rozmowy, {respondents} osoby"
  - id: ocena
    name: Ocena
    heading: Narada
    unit: sources
    phase: Zgoda
    method: "{narada} narady, {codes accepted} z {codes} kodów"
themes:
  rozmowy:
    Spotkania: {Rozmowy: [rozmowa]}
    Żywność: {Zupa: [zupa]}
ratings: [{file: oceny.csv}]
members: osoby.csv
handbook: podręcznik.yaml
findings: ustalenia.csv
decisions: decyzje.csv
paper: praca.md
published: [druk.csv, druk_kodów.csv]
policy:
  consensus: {lowest: 1, highest: 5, essential: 4, share: 0.5, groups: 2}
topics: {passages: [all]}
tables:
  - {id: przebieg, kind: stages, label: Tabela 1, title: Przebieg}
  - {id: pojęcia, label: Tabela 2, title: Pojęcia, stages: [rozmowy], basis: people}
  - {id: osoby, kind: people, label: Tabela 3, title: Osoby}
  - {id: zgoda, kind: components, label: Tabela 4, title: Zgoda, basis: people}
  - {id: rozdziały, kind: chapters, label: Tabela 5, title: Rozdziały, basis: people}
  - {id: decyzje, kind: decisions, label: Tabela 6, title: Decyzje}
figures:
  - {id: proces, kind: process, label: Rycina 1, title: Proces}
"""

FILES = {
    "study.yaml": STUDY,
    "kody.yaml": CODEBOOK,
    "sources.csv": (
        "source_id,stage,kind,respondent_id\n"
        "G1,rozmowy,rozmowa,G1\nR2,rozmowy,rozmowa,R2\nN1,ocena,narada,\nN2,ocena,narada,\n"
    ),
    "transcripts/G1.txt": (
        "Interviewer: Why do you come?\n\n"
        "P: For a natter over the fence with Łucja's dog.\n\n"
        "P: And soup in the autumn.\n"
    ),
    "transcripts/R2.txt": "Interviewer: And you?\n\nP: Only ever for the soup, I live alone.\n",
    "oceny.csv": (
        "source_id,member,code,rating,comment\n"
        "N1,Ola,rozmowa,5,\nN1,Jan,rozmowa,4,\nN2,Ewa,rozmowa,4,\n"
        "N1,Ola,zupa,2,\nN1,Jan,zupa,,\nN2,Ewa,zupa,5,\n"
        "N1,Ola,lawka,4,Cień!\nN1,Jan,lawka,1,\nN2,Ewa,lawka,5,\n"
    ),
    "osoby.csv": (
        "member,body,group,expertise,stages\n"
        "Ola,Rada,Północ,ogród;ogród,rozmowy;ocena\nJan,Rada,Północ,,ocena\n"
        "Ewa,Rada,Południe,kuchnia;ogród,ocena\nIza,Rada,,,ocena\n"
    ),
    "podręcznik.yaml": (
        "title: Podręcznik\nchapters:\n"
        "  - title: Miejsce\n    sections:\n"
        "      - {title: Ławka, carries_out: [lawka, lawka]}\n      - {title: Płot}\n"
        "  - {title: Jedzenie, sections: [{title: Zupa, carries_out: [zupa]}]}\n"
    ),
    "ustalenia.csv": (
        "finding,stage,text,evidence\n"
        "U1,rozmowy,Wszyscy jedzą zupę.,code zupa (all)\n"
        "U2,rozmowy,Nikt nie chce konkursów.,none: konkursy\n"
    ),
    "decyzje.csv": (
        "decision,stages,area,text,rationale,follows_from\n"
        "D1,rozmowy;ocena,,Gotować razem.,,U1\n"
        "D2,ocena,Ławki,Dwie ławki.,,U2\n"
        "D3,ocena,Ławki,Jedna w cieniu.,,\n"
    ),
    "praca.md": (
        '# Wyniki\n\nO zupie mówi {{ n("Zupa", stage="rozmowy") }} z '
        '{{ of("Zupa", stage="rozmowy") }}; narad {{ fact("ocena", "narada") }} '
        '({{ ref("zgoda") }}).\n\n{{ figure("proces") }}\n\n'
        + "\n\n".join(
            f'{{{{ table("{name}") }}}}'
            for name in ("przebieg", "pojęcia", "osoby", "zgoda", "rozdziały", "decyzje")
        )
        + "\n"
    ),
    "druk_kodów.csv": (
        "table,concept,stage,theme,unit,n,of\n"
        "Tabela 2,Spotkania,rozmowy,Rozmowy,respondents,1,2\n"
        "Tabela 2,Żywność,rozmowy,Zupa,respondents,2,2\n"
    ),
    "druk.csv": (
        "table,stage,item,unit,n,of,note\n"
        "Tabela 1,rozmowy,Method: rozmowa,sources,2,,\n"
        "Tabela 1,rozmowy,Decisions,decisions,1,,\n"
        "Tabela 1,ocena,Decisions,decisions,0,,\n"
        "Tabela 3,,Rada,people,4,,\n"
        "Tabela 3,,Rada,people per group,2,,\n"
        "Tabela 3,,Rada: ogród,people,2,,\n"
        "Tabela 4,,all,components,2,3,\n"
        "Tabela 4,,Spotkania,original components,1,,\n"
        "Tabela 5,,Chapter 1,sections,2,,\n"
        "Tabela 6,,Ławki,decisions,2,,\n"
    ),
}

CODINGS = """\
source_id,code,coder,role,action,quote
G1,rozmowa,ann,principal,add,For a natter over the fence with Łucja's dog.
G1,zupa,ann,principal,add,And soup in the autumn.
R2,zupa,ann,principal,add,"Only ever for the soup, I live alone."
"""


def write_third_study(folder):
    """The study's files, without its ledger."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder

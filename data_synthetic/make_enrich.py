"""
Make the tables of the ENRICH study: who took part, what was reviewed, how local groups rated.

Reads nothing; writes enrich/sources.csv, enrich/members.csv, enrich/evidence/stage1.csv (which
component each reviewed document asks for) and enrich/ratings.csv (48 members by 66 components).
All of it is fiction but for what is published: the numbers of people and of groups, the kinds of
expertise and how many of the research team had each, and which 31 components become core.

A rating that has a comment is written by hand, with it. All others are drawn: a component's
standing, less the member's severity, plus what the group makes of it and chance. A component is
drawn again until as many groups support it as COMPONENTS says. So the rule yields the published
core, while by how much a group reaches or misses it is left to chance.

    python data_synthetic/make_enrich.py
"""

import csv
from pathlib import Path
from random import Random

SEED = 2021
LOWEST, HIGHEST = 1, 9
ESSENTIAL, SHARE = 7, 0.7  # the study's rule for one group

RESEARCH = {
    "Service user / survivor researchers": 5,
    "Clinical academics": 2,
    "Social scientists": 2,
    "Statistician": 1,
    "Peer workers": 2,
    "NHS managers": 2,
}
PANEL = {
    "L": "Peer support leads in NHS and voluntary sector services",
    "R": "Service user / survivor researchers",
    "W": "Peer workers / peer supporters",
}
PANEL_MEMBERS = "L L L R R R R RW W W W W W"
LOCAL = {
    "S": "Service users and carers",
    "C": "Clinical team managers",
    "M": "Mental health professionals",
    "V": "Managers of voluntary sector services",
    "P": "Peer workers",
}
# A member of two letters brings two kinds of expertise.
LOCAL_MEMBERS = {
    "LAG1": "S S S C M M V P",
    "LAG2": "S S C M M P P",
    "LAG3": "S S S C C M M M VS",
    "LAG4": "S S C M M V P P",
    "LAG5": "S S SP C M M V V P",
    "LAG6": "S S S C M V P",
}
LEFT_EARLY = {"LAG4-07": "5"}  # member: the domain not rated any more

DOCUMENTS = {
    "ER1": "evidence review",
    "ER2": "evidence review",
    "PD1": "panel discussion",
    "PD2": "panel discussion",
    "WC1": "written consultation",
}

REVIEWED = """
role_strengths_network
ER1 Trials that describe the work at all speak of building on what a person can do.
PD1 If they still need us after ten weeks to have anybody to ring, we did it wrong.
PD2 Start with what people are good at; everybody else in there starts with what is the matter.
role_link_to_activities
ER2 Workers in four of the interview studies went along to a first class or club.
PD2 A list is no use to me, somebody who will get on the bus with me is.
WC1 Two sites sent in the folders they keep of what there is within a bus ride.
boundaries_relationships
ER2 Being friend and worker at once is the trouble peer workers name most often.
PD1 Every one of us had a story of a telephone number given out too soon.
WC1 Managers ask above all how peer workers are taught where to stop.
sharing_experience
ER1 Telling one's own story is named as what makes the support peer support.
PD2 You tell the part that is of use to her, and you keep the rest for your own friends.
training_by_peers
ER2 New workers learnt most from those who had done it for some years.
PD1 Nobody on the panel would send a new worker to a course without a peer at the front.
PD2 It has to be taught by people who have done a Monday on a ward.
communication_self_management
ER1 Nearly all courses in the trials begin with listening.
PD1 Help people do it for themselves, and that needs practice.
values_competencies
PD1 Write the values down first and ask of each session which of them it serves.
PD2 Without the values it is a support worker's course with the word peer on it.
risk_and_safety_training
ER1 Courses give between an hour and two days to risk.
WC1 No site would place a worker on a ward who had not done risk and safety.
attends_discharge_meetings
ER2 Patients wanted somebody on their side of the table when leaving was settled.
PD2 Only if I ask you to, and then sit beside me and not beside the doctor.
own_plans_supported
ER1 Half of the programmes worked with some plan that the patient kept.
PD1 Offer it, and if they put it in the bin that is their plan too.
WC1 Several sites have a crisis plan that patients own and would like to see it used.
ending_planned_from_start
ER2 Endings that came as a surprise hurt people who had been left before.
PD1 We say on the first day which week is the last.
PD2 A good ending is half of it, because most of us never had one.
team_preparation_by_peers
ER2 Where staff had not been told what the workers were for, they made tea.
WC1 Wards ask to hear it from peers who know the place and not from the project.
"""

# Domains as the codebook orders them; below each, how many groups support a component, then the
# ratings that came with a comment: member, rating or - for none, comment.
COMPONENTS = """
# 1
6 role_strengths_network
LAG1-02 9 On the ward nobody had asked me what I could do, only what I couldn't.
LAG5-05 8 This keeps it from becoming one more service people are discharged from.
5 role_link_to_activities
LAG2-01 9 I had the leaflet for a year, I went the day somebody came with me.
LAG3-04 6 Depends on who keeps the directory up to date after the project.
4 person_spec_reflection
LAG3-07 8 Having been ill is not enough, they need to have thought about it.
LAG6-02 5 It sounds like an essay question, and good people will be put off.
4 peers_lead_recruitment
LAG2-06 9 If we don't choose, it will be whoever interviews like a nurse.
LAG4-03 5 On the panel certainly, but our rules say a manager chairs it.
6 role_expectations_told
LAG1-04 9 Half our complaints come from people who were promised something else.
3 role_no_clinical_tasks
LAG5-09 9 Once you hold the keys you are staff, and they know it.
LAG3-05 3 On a short shift everybody helps, and a list of don'ts makes bad blood.
2 hours_to_choose
LAG6-07 9 Sixteen hours is what I can do without losing my benefits.
LAG2-03 4 I can't roster a ward around everybody's choice.
1 recruited_among_own_patients
LAG1-03 3 I'd rather not meet my old neighbour from bed four with my notes in her hand.
0 admitted_recently
LAG4-08 2 Mine was eleven years ago and I remember every tile.
0 same_diagnosis
LAG5-03 1 I've had four diagnoses, which one would you like?
0 clinician_reference
LAG2-07 1 My psychiatrist told me I would never work, so good luck with that.
1 trial_shift
LAG3-01 5 A day on a ward shows something, but who looks after the patients meanwhile?

# 2
6 boundaries_relationships
LAG4-04 9 Where it went wrong in our team it was always about this.
5 sharing_experience
LAG6-07 9 It took me a year to learn which bits help anyone but me.
5 training_by_peers
LAG2-01 8 I would believe it from somebody who had done the job.
6 communication_self_management
4 values_competencies
LAG3-09 8 We build all our volunteer courses like this and it holds up.
LAG1-05 6 Right in principle, though I could not tell you what it changes on the day.
6 risk_and_safety_training
LAG3-04 9 I can't have anyone on the ward who hasn't done this properly.
LAG5-02 6 As long as they don't come out of it frightened of us.
5 trust_induction
LAG6-04 8 They need the fire doors and the alarm like the rest of us.
LAG2-06 5 Two days of slides on hoists, and not a word about us.
4 local_resource_mapping
LAG5-07 9 Do it in our centre and we will bring the whole borough along.
4 local_training_modules
LAG4-05 7 No sense in paying twice for the same safeguarding course.
5 keeping_well_at_work
LAG1-08 9 Going back on the ward where I had been a patient floored me for a week.
5 discharge_transition_training
LAG2-02 9 The day you get home and the fridge is off, that's what they should learn about.
4 cultural_competence
LAG5-01 9 My mother's faith was written down as a symptom.
5 difficult_conversations
LAG6-02 8 If they look away when I say it I won't say it again.
3 mental_health_law_training
LAG1-01 9 Nobody told me I could appeal until another patient did.
LAG3-06 5 We have advocates for that, and they are good at it.
1 medicines_training
LAG4-01 4 I have a pharmacist for that, I'd like somebody for the rest.
2 training_accredited
LAG4-07 9 I've done three of these courses and none counts anywhere.
2 training_with_staff
LAG6-05 7 I learnt more about peers in a shared lunch than in any briefing.
2 refresher_days
1 motivational_interviewing
LAG5-05 6 Useful, but then it is a technique and they are a junior clinician.
1 diagnoses_training
LAG2-06 2 They have plenty of people who know the words.
0 training_exam
LAG1-07 2 You would lose exactly the people you want.
0 cbt_techniques
LAG3-08 3 Two afternoons of this make nobody a therapist.

# 3
4 attends_discharge_meetings
LAG1-01 9 Nine of them and me, so yes, I'd like one of mine.
LAG3-05 5 The meeting is twenty minutes and the room is full already.
5 own_plans_supported
LAG6-03 8 My plan and my pen, and it can stay blank if I'm not ready.
6 ending_planned_from_start
LAG4-02 9 I've been dropped by better people than these, so say it on day one.
5 first_ward_contact_listening
LAG5-01 9 No forms, please, I had filled in eleven by the Friday.
4 first_community_meeting_extra
LAG3-04 8 It must not be an excuse for my team to cross off the seven-day visit.
LAG2-04 5 Two visits in the first week are a lot for someone who wants to sleep.
3 contact_in_two_days
LAG2-02 9 The second night was the worst, and nobody rang till the Tuesday.
LAG6-07 5 I work three days a week, so some will be out of luck.
3 family_met
LAG3-02 9 I'm the one who is there at three in the morning.
LAG5-03 4 It's the one person who isn't talking to my mum behind my back.
2 choice_of_peer_worker
LAG1-06 6 I like it, and we have three workers for two wards.
2 matched_by_background
LAG6-01 7 I wouldn't have talked to a man that month.
2 peer_led_group
LAG4-06 8 We run one on Thursdays and there is always room.
1 six_months_support
LAG3-09 5 Longer is kinder to some and a waiting list for others.
1 weekly_hour
LAG5-09 3 Some weeks it's ten minutes and some weeks it's the whole afternoon.
0 meetings_in_clinical_record
LAG2-06 2 Then I'm their eyes, and nobody will tell me anything.
LAG3-04 7 If something happens I need to be able to see who knew.
0 evening_calls
LAG4-08 2 I'd be unwell by the end of the month.
0 opening_questionnaire
LAG1-02 1 I scored my mood for them for nine weeks and it never scored anything back.

# 4
6 group_supervision
LAG5-09 9 Hearing that the others were stuck too was what kept me in the job.
5 support_when_coordinator_away
LAG4-07 9 She was on leave the week it all happened.
3 coordinator_sees_each
LAG6-04 7 Weekly is what I give my own staff when I can.
2 buddy_for_new
LAG2-07 8 Mine walked me in through the door I had been carried out of.
1 clinician_supervision
LAG1-08 3 It turns us into something we are not.
2 outside_counselling
0 debriefing_each_visit
LAG5-06 3 Every visit is too much, they would talk more than they work.

# 5
6 team_preparation_by_peers
LAG6-05 9 When Dee from our own ward stood up and told us, it was a different meeting.
4 team_base
LAG2-06 9 I ate my sandwiches in the car for a year.
LAG4-03 5 Everybody wants a room, and I have none.
5 coordinator_visits_teams
LAG3-07 8 I'd like to have a face to go with the leaflet.
4 strategy_names_peer_support
LAG5-08 8 What isn't in the strategy is gone at the next round of savings.
LAG1-03 4 It's paper.
4 assets_named_in_preparation
LAG4-04 7 It stops people starting with all that could go wrong.
LAG2-01 - I don't know what this means.
5 hr_policies_cover_peers
LAG6-06 8 Sick leave was where ours came unstuck.
3 contact_on_each_ward
LAG1-04 8 One name and a telephone, that costs nothing.
1 peer_on_committee
LAG3-09 6 One chair among twenty is a decoration.
0 pay_as_assistants
LAG6-03 - I can't judge what people are paid.
0 quarterly_figures
LAG5-04 3 I get enough figures that nobody reads.
"""

STANDING = {6: 8.2, 5: 7.8, 4: 7.4, 3: 7.0, 2: 6.6, 1: 6.1, 0: 4.4}
"""The rating a component of so many supporting groups has on average."""


def read_components():
    """Each component: its domain, its id, how many groups support it, what was said of it."""
    components = []
    for line in COMPONENTS.strip().splitlines():
        start, _, rest = line.partition(" ")
        if start == "#":
            domain = rest
        elif start.isdecimal():
            said = {}
            components.append((domain, rest, int(start), said))
        elif line:
            rating, _, comment = rest.partition(" ")
            said[start] = ("" if rating == "-" else int(rating), comment)
    return components


def read_reviewed():
    """The notes of each original component by document."""
    reviewed = {}
    for line in REVIEWED.strip().splitlines():
        if " " not in line:
            notes = reviewed.setdefault(line, {})
        else:
            document, _, note = line.partition(" ")
            notes[document] = note
    return reviewed


def list_local_members():
    """The members of each local group with their letters."""
    return {
        group: {f"{group}-{n:02}": kinds for n, kinds in enumerate(letters.split(), start=1)}
        for group, letters in LOCAL_MEMBERS.items()
    }


def list_members():
    """Rows of members.csv."""
    rows = [["member", "body", "group", "expertise", "stages"]]
    kinds = [kind for kind, people in RESEARCH.items() for _ in range(people)]
    for n, kind in enumerate(kinds, start=1):
        rows.append([f"RT{n:02}", "Research team", "", kind, "1;2;3"])
    for n, letters in enumerate(PANEL_MEMBERS.split(), start=1):
        expertise = ";".join(PANEL[letter] for letter in letters)
        rows.append([f"LE{n:02}", "Lived Experience Advisory Panel", "", expertise, "1;2"])
    for group, members in list_local_members().items():
        for member, letters in members.items():
            expertise = ";".join(LOCAL[letter] for letter in letters)
            rows.append([member, "Local Advisory Groups", group, expertise, "2"])
    return rows


def list_sources():
    """Rows of sources.csv."""
    rows = [["source_id", "stage", "kind", "collected"]]
    kinds = [("1", *document) for document in DOCUMENTS.items()]
    kinds += [("2", group, "local advisory group") for group in LOCAL_MEMBERS]
    for n, (stage, source, kind) in enumerate(kinds, start=1):
        rows.append([source, stage, kind, str(n)])
    return rows


def list_evidence():
    """Rows of evidence/stage1.csv."""
    rows = [["source_id", "code", "present", "note"]]
    for document in DOCUMENTS:
        for code, notes in read_reviewed().items():
            rows.append(
                [document, code, "yes" if document in notes else "no", notes.get(document, "")]
            )
    return rows


def draw_bell(random, spread):
    """
    A draw around 0 with the standard deviation `spread`.

    The sum of three draws instead of a normal one, since it is the same on every machine.
    """
    return 2 * spread * (random.random() + random.random() + random.random() - 1.5)


def draw_ratings(random, component, severity, leaning):
    """One draw of a component's ratings by group and member; '' where one is not given."""
    domain, _, supporters, said = component
    drawn = {}
    for group, members in list_local_members().items():
        standing = STANDING[supporters] + leaning[group, domain] + draw_bell(random, 0.5)
        drawn[group] = {}
        for member in members:
            rating = round(standing - severity[member] + draw_bell(random, 1.4))
            rating = min(max(rating, LOWEST), HIGHEST)
            if random.random() < 0.012 or LEFT_EARLY.get(member) == domain:
                rating = ""
            drawn[group][member] = said[member][0] if member in said else rating
    return drawn


def supports(ratings):
    """Whether of a group's ratings, empty ones apart, enough hold the component essential."""
    rated = [rating for rating in ratings if rating != ""]
    return sum(rating >= ESSENTIAL for rating in rated) >= SHARE * len(rated) > 0


def list_ratings():
    """Rows of ratings.csv."""
    random = Random(SEED)
    components = read_components()
    groups = list_local_members()
    severity = {member: draw_bell(random, 0.5) for group in groups.values() for member in group}
    domains = dict.fromkeys(component[0] for component in components)
    leaning = {(group, domain): draw_bell(random, 0.35) for group in groups for domain in domains}
    ratings = {}
    for component in components:
        _, code, supporters, _ = component
        while True:
            drawn = draw_ratings(random, component, severity, leaning)
            if sum(supports(group.values()) for group in drawn.values()) == supporters:
                break
        ratings[code] = drawn
    rows = [["source_id", "member", "code", "rating", "comment"]]
    for group, members in groups.items():
        for member in members:
            for _, code, _, said in components:
                comment = said[member][1] if member in said else ""
                rows.append([group, member, code, ratings[code][group][member], comment])
    return rows


def main():
    """Write the four files."""
    folder = Path(__file__).parent / "enrich"
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    for name, rows in (
        ("sources.csv", list_sources()),
        ("members.csv", list_members()),
        ("evidence/stage1.csv", list_evidence()),
        ("ratings.csv", list_ratings()),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()

"""
Make the extraction matrix of the CORE study's first stage: 19 invented self-management programmes.

Reads nothing; writes core/evidence/programmes.csv (what reviewers found in each programme) and
core/evidence/programmes_list.csv (what the programmes are). Programmes and notes are fiction. Which
programme has what was chosen so that the sums are those of the published review.

    python data_synthetic/make_programmes.py
"""

import csv
from pathlib import Path

CODES = {
    "R": "covers_recovery",
    "P": "covers_psycho_education",
    "L": "covers_relapse_prevention",
    "C": "covers_crisis_planning",
    "S": "covers_signposting",
    "M": "covers_medication",
    "G": "covers_goals_wellness",
}

PROGRAMMES = """
RP01 | Level Ground | community mental health centre | group | 12
R Week one asks members to describe a good day that has nothing to do with symptoms.
P Two weeks on what psychosis is, with a drawing of the stress bucket to fill in.
L A pull-out sheet lists early changes in sleep and temper, and who notices them first.
C The last handout is a folded card for the wallet: whom to ring, what calms, what does not.
S A benefits adviser comes to week nine and stays for questions.
M Week five sets out the common tablets, why they are given, and how to raise side effects.
G Each meeting closes with one thing to try before the next, read back a week later.

RP02 | The Harbour Course | hospital ward, then outpatients | one to one | 8
P Session two goes through the person's own discharge letter and puts it in plain words.
L The nurse and the patient draw a time line of the last three episodes and mark what came first.
S Leaves the ward with a named contact at the day centre and the date of a first visit.
M A tablet diary is kept for a fortnight and brought to the doctor.

RP03 | Own Pace | primary care | booklet with telephone calls | 6
R The foreword is by a former patient on having a life that is larger than the illness.
P Chapter two explains low mood, high mood and what is known of their causes.
L Readers tick what they did and felt in the fortnight before they last fell ill.
S The back pages are a directory with opening hours and the bus that goes there.
M One call is kept for questions on medicines, with a pharmacist listening in.
G A weekly planner has a column for what does me good, to be filled in first.

RP04 | Keeping Watch | crisis house | group | 5
P The opening talk covers diagnosis, and what the word means and does not mean.
L The whole of day three goes to signs: one's own, written on one side, and steps on the other.
C Everybody goes home with a plan that their doctor has signed, to be used if they are taken ill.
S Staff make the first call to the community team together with the guest.
M A doctor sits in for an hour and answers what guests ask about their prescriptions.

RP05 | Next Chapter | voluntary organisation | group led by peers | 10
R Built on the idea that recovery is about meaning and belonging rather than cure.
P A glossary made by earlier members explains clinical words in their own.
L Members compare the first small signs and agree how a friend may mention them.
C A session on statements made in advance, with a blank one to take home.
S The group visits a library, a gym and a college, one in each of three weeks.
G From session four on each has a goal on the wall and moves a magnet along.

RP06 | Mood Compass | specialist outpatient clinic | group | 21
P Eight of twenty-one sessions teach about bipolar disorder, one pole at a time.
L A mood chart is kept daily and a jump of two points is the cue to act.
S The therapist gives a list of helplines and of the clinic's own duty hours.
M Lithium levels, blood tests and missed doses have a session each.
G Regular hours for meals, work and bed are set as personal targets.

RP07 | Bridge Back | community team | home visits | 9
R Visits two and three are about roles the person had and would like to have again.
P A short film on schizophrenia is watched together and talked over.
L A page in large print: when I begin to..., I will..., I will tell...
C The family keeps a copy of what is to be done at night and at weekends.
S The visitor goes along to the housing office or the jobcentre where that is asked for.
M Pill boxes are filled together, and reasons for leaving tablets out are gone into.
G Aims are scaled from nought to ten at the first and at the last visit.

RP08 | Plain Speaking | outpatient clinic | group for families and patients | 14
P Lectures with slides on causes, course and treatment, then an hour of questions.
L Families learn to tell a bad day from an early sign, with examples acted out.
S A social worker explains what carers are entitled to and helps with the form.
M Why tablets should go on after one feels well is argued for and against.

RP09 | Small Hours | university counselling service | web pages with messages | 7
R One page collects what students said gave them back a sense of who they were.
P Interactive pages explain anxiety, voices and low mood with a quiz at the end.
L Users set an alert for their own pattern, such as three nights under five hours' sleep.
C A red button leads to a plan the student wrote earlier, with two people to call.
G A pledge for the week is typed in, and the page asks about it on Sunday.

RP10 | Steady On | rural community team | group | 11
R A member of an earlier course tells how she got back to the farm, and what she no longer hides.
P An opening evening on how stress and vulnerability add up to an episode.
L Participants make a ladder of signs, with green, amber and red rungs.
C At red the ladder says which number is rung and what the team has agreed to do.
S The minibus takes members to the food bank, the allotments and a walking group.
M Side effects are ranked by nuisance and taken to the next review as a list.
G The workbook has twelve pages for plans to stay well, one for each month.

RP11 | Common Room | day hospital | group | 16
R Discussions on stigma and on telling others, led by a member who has done it.
P Each illness in the room gets an afternoon, if its owner agrees.
L The group keeps a wall chart of what went before each member's admissions.
S A volunteer bureau sends someone every month with places that are open.
M A nurse explains depot and tablet forms and how a change is asked for.

RP12 | First Light | early intervention service | one to one | 10
R The manual opens with hope, and asks who the young person was before all this.
P Worksheets on what psychosis is use comic strips instead of text.
L A personal signature of relapse is worked out from cards sorted into order.
C A joint crisis plan is drawn up at session eight with the care coordinator there.
S Links with the college's return-to-study officer are made in the third week.
M Choices of medicine are set side by side with their costs to weight and sleep.
G A goal for each of school, friends and home is written and reviewed.

RP13 | Know the Ropes | prison in-reach team | group | 6
P Plain sheets on depression and on hearing voices, made to be read aloud.
L Men list what others on the wing would notice before they did themselves.
S Release packs hold a registration form for a doctor and a first appointment.
M The queue at the hatch is used to talk about what each tablet is for.

RP14 | Turning Tide | assertive outreach team | home visits | 15
R Stories of people who lived well with voices are read and argued with.
P The worker and the person write a one-page account of the illness both can agree to.
L Three signs, three steps and three people: the sheet stays on the fridge.
C Wishes about hospital, pets and keys are put in writing and lodged with the team.
S Visits to a drop-in are made together until the person goes alone.
M Missed doses are talked of without blame and the plan is changed if need be.
G Steps towards work are planned backwards from where the person wants to be.

RP15 | Clear Air | outpatient clinic | group | 8
P A psychologist teaches the links between thoughts, feelings and symptoms.
L Members rehearse telling a partner that the signs have begun.
C The final session fills in a contact sheet for out of hours and tries the numbers.
M A pharmacist brings the boxes and goes through the leaflets inside.

RP16 | The Toolbox | adult education college | evening course | 10
R The tutor, who has been a patient, teaches recovery as something one does.
P Students look up their own diagnosis and report what they found.
L Homework is a diary in which triggers are underlined at the end of the week.
C Students draft a plan for bad times and test it on a neighbour in class.
S Each evening ends with a stall of one local organisation.
M One evening compares what leaflets say with what people in the room have felt.
G A wellness plan is the piece of work on which the certificate is given.

RP17 | Halfway Up | supported housing | one to one with the key worker | 12
R Residents make a box of things that show who they are besides a tenant with a diagnosis.
P The key worker has a pack on each common illness and leaves it with the resident.
L Room checks are replaced by signs that the resident has named.
S Introductions to a doctor, a dentist and a bank are ticked off in the first month.
M Self-medication is built up in four stages, each agreed in writing.
G Moving-on goals are set with dates and looked at every second week.

RP18 | Good Company | voluntary organisation | pairs, peer and member | 13
R Pairs begin by telling each other what kept them going, illness aside.
P The peer explains in her own words what the ward round could not.
L Each writes the other's early signs down, as an outsider sees them.
C Members carry a card with the peer line and the crisis team's number.
S Pairs try out two places in town and keep the one they liked.
M Peers may talk of their own tablets and must send questions to the prescriber.
G A list of small wins is kept in the back of the diary.

RP19 | Safe Passage | community team | group | 9
P Slides and a question box on how episodes start, run and end.
L Three sessions build a personal relapse drill and practise it.
S A resource folder is made by the group and photocopied for all.
M A checklist prepares for the appointment at which treatment is reviewed.
G Members draw up a daily timetable that has kept them well before.
"""


def read_programmes():
    """Each programme's description, and the note of each concept found in it."""
    for block in PROGRAMMES.strip().split("\n\n"):
        head, *found = block.splitlines()
        notes = {line[0]: line[2:] for line in found}
        yield [part.strip() for part in head.split("|")], notes


def main():
    """Write both files."""
    folder = Path(__file__).parent / "core" / "evidence"
    folder.mkdir(parents=True, exist_ok=True)
    cells = [["source_id", "code", "present", "note"]]
    programmes = [["source_id", "name", "setting", "format", "sessions"]]
    for about, notes in read_programmes():
        programmes.append(about)
        for letter, code in CODES.items():
            cells.append(
                [about[0], code, "yes" if letter in notes else "no", notes.get(letter, "")]
            )
    for name, rows in (("programmes.csv", cells), ("programmes_list.csv", programmes)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()

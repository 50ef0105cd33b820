"""A small named world: two tiny classifications, a department, and a clock that moves when told.

ICD-10 "tiny", in force from 1 April 2016
    IV  Endocrine          E10-E14   E11  E11.3† E11.5 E11.9          "T2DM with foot ulcer" -> E11.5
    VII Eye                H30-H36   H36* H36.0* (with E11.3)         "diabetic retinopathy" -> H36.0
    IX  Circulatory        I10-I15   I10.X, undivided                 "hypertension"         -> I10.X
                           I20-I25   I21  I21.0 I21.4 I21.9           "NSTEMI"               -> I21.4
    X   Respiratory        J09-J18   J18  J18.1 J18.9                 "pneumonia"            -> J18.9
    XI  Digestive          K35-K38   K35  K35.2 K35.3 K35.8           "appendicitis"         -> K35.-
                           K40-K46   K40  K40.2 K40.3 K40.9           "inguinal hernia"      -> K40.9
    XXI Factors            Z80-Z99   Z95  Z95.1                       "previous CABG"        -> Z95.1

OPCS-4 "tiny", in force from 1 April 2023, and "tiny next", from 1 April 2026, which adds W85.3
    J   Abdominal organs   J18  J18.1 J18.3                           "lap chole"            -> J18.3
    K   Heart              K40  K40.1 K40.2                           K40 is in both classifications
    W   Bones and joints   W85  W85.1 W85.2                           "knee washout"         -> W85.2

It is Tuesday 3 March 2026, noon in London.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel, select

from bot.migrations import upgrade
from casework import people
from casework.department import Department
from casework.model.coding_query import CodingQuery, QueryRound, SuggestionRow
from casework.model.notice import Notice, NoticeKind, NoticeState
from casework.model.person import Person, Role
from casework.model.receipt import Receipt
from casework.model.status_change import StatusChange
from casework.sources import Sources
from casework.store import Database
from dialogs.desk import Desk
from dialogs.finder import Finder
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.concepts import ConceptKind, Mark
from knowledge.importers.rows import Row
from knowledge.library import NewEdition, Shelf, keep_edition, keep_terms, load_base
from tests.people import Somebody
from tests.postgres import Postgres

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
NEXT_EDITION = date(2026, 4, 1)
DATABASE = "codingbot.db"
TEMPLATE = "prepared"
# Whoever writes is met as a coder; tests/dialogs/test_gate.py has departments that refuse strangers.
OPEN_TO_NEWCOMERS = Department(newcomers=Role.CODER)
AUDIT_KEY = b"the key of the tests, which is long"

ICD10 = """
chapter  IV      -        Endocrine, nutritional and metabolic diseases
block    E10-E14 IV       Diabetes mellitus
category E11     E10-E14  Type 2 diabetes mellitus
code     E113    E11      Type 2 diabetes mellitus with ophthalmic complications
code     E115    E11      Type 2 diabetes mellitus with peripheral circulatory complications
code     E119    E11      Type 2 diabetes mellitus without complications
chapter  VII     -        Diseases of the eye and adnexa
block    H30-H36 VII      Disorders of choroid and retina
category H36     H30-H36  Retinal disorders in diseases classified elsewhere
code     H360    H36      Diabetic retinopathy
chapter  IX      -        Diseases of the circulatory system
block    I10-I15 IX       Hypertensive diseases
code     I10X    I10-I15  Essential (primary) hypertension
block    I20-I25 IX       Ischaemic heart diseases
category I21     I20-I25  Acute myocardial infarction
code     I210    I21      Acute transmural myocardial infarction of anterior wall
code     I214    I21      Acute subendocardial myocardial infarction
code     I219    I21      Acute myocardial infarction, unspecified
chapter  X       -        Diseases of the respiratory system
block    J09-J18 X        Influenza and pneumonia
category J18     J09-J18  Pneumonia, organism unspecified
code     J181    J18      Lobar pneumonia, unspecified
code     J189    J18      Pneumonia, unspecified
chapter  XI      -        Diseases of the digestive system
block    K35-K38 XI       Diseases of appendix
category K35     K35-K38  Acute appendicitis
code     K352    K35      Acute appendicitis with generalized peritonitis
code     K353    K35      Acute appendicitis with localized peritonitis
code     K358    K35      Acute appendicitis, other and unspecified
block    K40-K46 XI       Hernia
category K40     K40-K46  Inguinal hernia
code     K402    K40      Bilateral inguinal hernia, without obstruction or gangrene
code     K403    K40      Unilateral or unspecified inguinal hernia, with obstruction, without gangrene
code     K409    K40      Unilateral or unspecified inguinal hernia, without obstruction or gangrene
chapter  XXI     -        Factors influencing health status and contact with health services
block    Z80-Z99 XXI      Persons with potential health hazards related to personal history
category Z95     Z80-Z99  Presence of cardiac and vascular implants and grafts
code     Z951    Z95      Presence of aortocoronary bypass graft
"""

OPCS4 = """
chapter  J    -   Other abdominal organs, principally digestive
category J18  J   Excision of gall bladder
code     J181 J18 Total cholecystectomy and excision of surrounding tissue
code     J183 J18 Total cholecystectomy NEC
chapter  K    -   Heart
category K40  K   Saphenous vein graft replacement of coronary artery
code     K401 K40 Saphenous vein graft replacement of one coronary artery
code     K402 K40 Saphenous vein graft replacement of two coronary arteries
chapter  W    -   Other bones and joints
category W85  W   Therapeutic endoscopic operations on cavity of knee joint
code     W851 W85 Endoscopic removal of loose body from knee joint
code     W852 W85 Endoscopic irrigation of knee joint
"""

ADDED = "code     W853 W85 Endoscopic autologous chondrocyte implantation of knee joint\n"

ICD10_TERMS = [
    ("I214", "Nontransmural myocardial infarction"),
    ("I214", "non-ST elevation myocardial infarction"),
    ("I10X", "high blood pressure"),
    ("E115", "type 2 diabetes with foot ulcer"),
    ("Z951", "previous coronary artery bypass graft"),
]
OPCS4_TERMS = [("J183", "laparoscopic cholecystectomy"), ("W852", "knee washout")]


def rows(tree: str) -> list[Row]:
    """The rows of a tree as drawn above: kind, code, parent, title."""
    return [_row(line) for line in tree.strip().splitlines()]


def _row(line: str) -> Row:
    kind, code, parent, title = line.split(maxsplit=3)
    mark, partner = {
        "E113": (Mark.DAGGER, "H360"),
        "H36": (Mark.ASTERISK, ""),
        "H360": (Mark.ASTERISK, "E113"),
    }.get(code, (Mark.NONE, ""))
    usage = {"I219": 900, "K409": 700, "J189": 1200, "I10X": 5000}.get(code, 0)
    return Row(code, ConceptKind(kind), title, "" if parent == "-" else parent, mark, partner, usage)


def edition(classification: Classification, name: str, begins: date, digest: str) -> NewEdition:
    """A new edition of the tiny world."""
    return NewEdition(classification, name, begins, "tests/world.py", digest)


def fill(session: Session) -> None:
    """Keep the tiny editions and their terms."""
    icd, opcs = Classification.ICD10, Classification.OPCS4
    next_rows = rows(OPCS4 + ADDED)
    keep_edition(session, edition(icd, "ICD-10 tiny", date(2016, 4, 1), "a" * 64), rows(ICD10), now=NOON)
    keep_edition(session, edition(opcs, "OPCS-4 tiny", date(2023, 4, 1), "b" * 64), rows(OPCS4), now=NOON)
    keep_edition(session, edition(opcs, "OPCS-4 tiny next", NEXT_EDITION, "c" * 64), next_rows, now=NOON)
    keep_terms(session, icd, ICD10_TERMS, "tests")
    keep_terms(session, opcs, OPCS4_TERMS, "tests")


@dataclass(frozen=True)
class Prepared:
    """A database with the tiny editions in it, and the knowledge base over them, made once.

    It is a SQLite file in the folder or, where there is a server, a PostgreSQL database.
    """

    folder: Path
    base: KnowledgeBase = field(repr=False)
    server: Postgres | None = None

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """What hypothesis prints at every example: not the whole classification."""
        printer.text(repr(self))

    @contextmanager
    def copied(self, folder: Path) -> Iterator[str]:
        """The URL of a copy: in that folder, or on the server until the end of the block."""
        if self.server:
            with self.server.database(template=TEMPLATE) as url:
                yield url
        else:
            shutil.copyfile(self.folder / DATABASE, folder / DATABASE)
            yield _sqlite(folder)


def prepare(folder: Path, server: Postgres | None = None) -> Prepared:
    """Make the database and the base. The base is immutable, so every test may share it."""
    database = Database(server.create(name=TEMPLATE) if server else _sqlite(folder))
    upgrade(database.engine)
    database.now(fill)
    base = load_base(database.engine, folder / "cache")
    for shelf in base.editions:
        assert isinstance(shelf, Shelf)
        assert shelf.loaded.concepts
    database.close()
    return Prepared(folder, base, server)


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / DATABASE}"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Move on by days, hours, seconds."""
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Shown:
    """Holds the base of the moment, as the product's own holder does."""

    base: KnowledgeBase


@dataclass
class World:
    """The department: its database, what it knows, its clock, its bot."""

    folder: Path
    base: KnowledgeBase = field(repr=False)
    database: Database
    clock: Clock = field(default_factory=Clock)
    department: Department = OPEN_TO_NEWCOMERS
    sources: Sources = field(default_factory=Sources)
    finder: Finder = field(default_factory=Finder, repr=False)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """What hypothesis prints at every example: not the whole classification."""
        printer.text(repr(self))

    def __post_init__(self) -> None:
        self.router = self.restarted()

    @property
    def url(self) -> str:
        """The database's URL: what another thread or process needs to work on it too."""
        return self.database.engine.url.render_as_string(hide_password=False)

    @property
    def desk(self) -> Desk:
        """What this world's bot reaches for."""
        return Desk(self.database, Shown(self.base), self.clock, self.department, self.sources, self.finder)

    def restarted(self) -> Router:
        """The bot after a restart: a new router over the same database."""
        self.router = Router(self.desk)
        return self.router

    def introduce(self, somebody: Somebody) -> Person:
        """The person as the department knows them, with their role."""
        return self.database.now(_introduce, somebody, self.clock())

    def queries(self) -> list[CodingQuery]:
        """Every query kept, the oldest first."""
        return self.database.now(lambda s: list(s.exec(select(CodingQuery).order_by(CodingQuery.id))))

    def receipts(self) -> list[Receipt]:
        """Every receipt kept."""
        return self.database.now(lambda s: list(s.exec(select(Receipt).order_by(Receipt.id))))

    def history(self, query_id: int = 1) -> list[StatusChange]:
        """What happened to a query, the oldest first."""
        wanted = select(StatusChange).where(StatusChange.query_id == query_id).order_by(StatusChange.id)
        return self.database.now(lambda s: list(s.exec(wanted)))

    def rounds(self, query_id: int = 1) -> list[str]:
        """The words of each round of a query."""
        wanted = select(QueryRound.words).where(QueryRound.query_id == query_id).order_by(QueryRound.round)
        return self.database.now(lambda s: list(s.exec(wanted)))

    def suggested(self, query_id: int = 1) -> list[SuggestionRow]:
        """Everything suggested for a query."""
        wanted = select(SuggestionRow).where(SuggestionRow.query_id == query_id).order_by(SuggestionRow.id)
        return self.database.now(lambda s: list(s.exec(wanted)))

    @property
    def audit_key(self) -> bytes:
        """The key that seals this world's histories."""
        return AUDIT_KEY

    def owed(self, to: Somebody | None) -> list[Notice]:
        """What is owed by now to the person, or to a place, the oldest first; without updates of cards."""

        def work(session: Session) -> list[Notice]:
            wanted = select(Notice).where(Notice.state == NoticeState.OWED, Notice.due_at <= self.clock())
            rows = session.exec(wanted.order_by(Notice.id)).all()
            found = people.known(session, tenant=to.speaker.tenant, channel_id=to.speaker.id) if to else None
            mine = [one for one in rows if one.person_id == (found.id if found else None)]
            return [one for one in mine if one.kind != NoticeKind.CARD_UPDATE]

        return self.database.now(work)

    def settle(self, notice: Notice, how: str) -> None:
        """The notice has been dealt with."""

        def work(session: Session) -> None:
            session.get_one(Notice, notice.id).state = how

        self.database.now(work)

    def bytes_on_disk(self) -> bytes:
        """All that is kept: the SQLite file, its write-ahead log, the index; of PostgreSQL every row."""
        files = [file.read_bytes() for file in sorted(self.folder.rglob("*")) if file.is_file()]
        return b"".join([*files, *self._rows()])

    def _rows(self) -> Iterator[bytes]:
        if self.database.engine.dialect.name == "postgresql":
            with self.database.engine.connect() as connection:
                for table in SQLModel.metadata.sorted_tables:
                    for row in connection.execute(table.select()):
                        yield "\t".join(map(str, row)).encode() + b"\n"


def _introduce(session: Session, somebody: Somebody, now: datetime) -> Person:
    speaker = somebody.speaker
    person = people.met(session, tenant=speaker.tenant, channel_id=speaker.id, name=speaker.name, now=now)
    person.role = somebody.role.value
    return person


def opened(prepared: Prepared, folder: Path) -> Iterator[World]:
    """A world of its own over a copy of what is prepared."""
    with prepared.copied(folder) as url:
        database = Database(url, audit_key=AUDIT_KEY)
        yield World(folder, prepared.base, database)
        database.close()

"""Small made-up answers in the publishers' formats, and a server on loopback that gives them, well or badly."""

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import openpyxl
import shapely

from data.build.boundaries import MEMBERS
from data.refresh.aiddata import ADM1, ARCHIVE, SHEET, WORKBOOK
from data.refresh.job import Addresses

CSV, ZIP, JSON, HTML = "text/csv", "application/zip", "application/json", "text/html; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """What the server does at one request."""

    body: bytes = b""
    kind: str = CSV
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None  # after so many bytes the connection ends
    hold: bool = False  # nothing comes until the test is over
    tag: str = '"1"'  # the mark of this version of the file; "" for a server that gives none
    ranges: bool = True


Page = Callable[[str], Answer]  # an answer that depends on the query


@dataclass
class Publishers:
    """The servers of all publishers in one. `answers`: path → answers in turn; the last one stays."""

    url: str
    answers: dict[str, list[Answer | Page]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def addresses(self) -> Addresses:
        return Addresses(
            *(f"{self.url}/{name}" for name in ("imf", "worldbank", "aiddata", "dataverse", "natural_earth"))
        )

    def give(self, start: str, *answers: Answer | Page) -> None:
        """Answer requests whose path begins with `start`."""
        self.answers[start] = list(answers)

    def ranges(self) -> list[str | None]:
        """The Range of each request."""
        return [headers.get("Range") for _, headers in self.asked]

    def next(self, path: str, headers: dict[str, str]) -> Answer:
        self.asked.append((path, headers))
        for start in sorted(self.answers, key=len, reverse=True):
            if path.startswith(start):
                turn = self.answers[start]
                answer = turn.pop(0) if len(turn) > 1 else turn[0]
                return answer if isinstance(answer, Answer) else answer(path)
        return Answer(b"no such page", status=404)


class _Handler(BaseHTTPRequestHandler):
    publishers: Publishers

    def do_GET(self) -> None:
        answer = self.publishers.next(self.path, dict(self.headers))
        if answer.hold:
            self.publishers.over.wait(10)
            return
        body, status, headers = answer.body, answer.status, {"Content-Type": answer.kind, **answer.headers}
        if answer.tag:
            headers["ETag"] = answer.tag
        start = self.headers.get("Range", "").removeprefix("bytes=").removesuffix("-")
        if start and answer.ranges and status == 200 and self.headers.get("If-Range") == answer.tag:
            status, headers["Content-Range"] = 206, f"bytes {start}-{len(body) - 1}/{len(body)}"
            body = body[int(start) :]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if answer.cut is None else body[: answer.cut])
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def serve() -> tuple[Publishers, Callable[[], None]]:
    """The publishers, and what stops their server."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    publishers = handler.publishers = Publishers(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()

    def stop() -> None:
        publishers.over.set()
        server.shutdown()
        thread.join()
        server.server_close()

    return publishers, stop


# --- International Monetary Fund: SDMX-CSV ------------------------------------------------------------

IMF_HEAD = "DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE,STATUS\n"
IMF_ROWS = [
    ("CHN", "XG_FOB_USD", "BRA", "2023", "30"),
    ("CHN", "XG_FOB_USD", "BRA", "2024", "35.5"),
    ("CHN", "XG_FOB_USD", "CHL", "2023", ""),
    ("CHN", "MG_CIF_USD", "BRA", "2023", "70"),
    ("CHN", "MG_CIF_USD", "BRA", "2024", "75"),
    ("CHN", "XG_FOB_USD", "G001", "2023", "900"),
    ("USA", "XG_FOB_USD", "BRA", "2023", "20"),
    ("USA", "XG_FOB_USD", "BRA", "2024", "22"),
    ("USA", "MG_CIF_USD", "BRA", "2023", "31"),
    ("USA", "MG_CIF_USD", "BRA", "2024", "33"),
    ("USA", "MG_CIF_USD", "CHN", "2023", "400"),
]


def imf_csv(rows: Iterable[tuple[str, str, str, str, str]] = IMF_ROWS, head: str = IMF_HEAD) -> bytes:
    lines = [f"IMF.STA:IMTS(1.0.0),{a},{b},{c},A,{year},{value},6,\n" for a, b, c, year, value in rows]
    return "".join([head, *lines]).encode()


# --- World Bank: JSON in pages ------------------------------------------------------------------------

BANK_VALUES: dict[str, list[tuple[str, int, float | None]]] = {
    "NY.GDP.MKTP.CD": [("BRA", 2023, 2173665655937.27), ("BRA", 2024, 2179412080825.2), ("VEN", 2023, None)],
    "SP.POP.TOTL": [("BRA", 2023, 211140729), ("BRA", 2024, 211998573)],
}
ARCHIVED = Answer(
    json.dumps(
        [{"message": [{"id": "175", "key": "Invalid format", "value": "The indicator was not found. It may have "
                       "been deleted or archived."}]}]
    ).encode(),
    JSON,
)  # fmt: skip


def bank_page(path: str) -> Answer:
    """Two items a page, whatever is asked: the client must turn the pages."""
    code = urlsplit(path).path.rsplit("/", 1)[1]
    page = int(parse_qs(urlsplit(path).query)["page"][0])
    values = BANK_VALUES.get(code, [("BRA", 2023, 12.5)])
    items = [
        {
            "indicator": {"id": code, "value": "…"},
            "country": {"id": iso3[:2], "value": "…"},
            "countryiso3code": iso3,
            "date": str(year),
            "value": value,
            "unit": "",
            "obs_status": "",
            "decimal": 0,
        }
        for iso3, year, value in values
    ]
    head = {"page": page, "pages": (len(items) + 1) // 2, "per_page": 2, "total": len(items), "sourceid": "2"}
    return Answer(json.dumps([head, items[2 * page - 2 : 2 * page]]).encode(), JSON)


def bank_path(code: str) -> str:
    countries = ";".join(sorted({*MEMBERS, "CHN", "USA"})).replace(";", "%3B")
    return f"/worldbank/en/country/{countries}/indicator/{code}".replace("%3B", ";")


# --- AidData: an archive with a workbook and a table ---------------------------------------------------

RECORDS_HEAD = (
    "AidData Record ID", "Recommended For Aggregates", "Recipient ISO-3", "Commitment Year", "Flow Class",
    "Amount (Constant USD 2021)", "Adjusted Amount (Constant USD 2021) ",
)  # fmt: skip
RECORDS: list[tuple[object, ...]] = [
    (1, "Yes", "BRA", 2001, "ODA-like", 10, 10.2),
    (2, "Yes", "BRA", 2001, "ODA-like", 90, 4.9),
    (3, "No", "BRA", 2001, "ODA-like", 1000, 1000),
    (4, "Yes", "BRA", 2001, "Vague (Official Finance)", 7, 7),
    (5, "Yes", "CHL", 2003, "OOF-like", 8, 8),
    (6, "Yes", "CHL", 2004, "OOF-like", None, None),
    (7, "Yes", "AGO", 2003, "OOF-like", 8, 8),
    (8, "Yes", None, 2003, "OOF-like", 8, 8),
]
ADM1_HEAD = (
    "id,shapeID,shapeGroup,shapeName,intersection_ratio,even_split_ratio,intersection_ratio_commitment_value,"
    "even_split_ratio_commitment_value,centroid_longitude,centroid_latitude\n"
)
ADM1_ROWS = (
    "1,123B1,BRA,Acre,0.4,0.5,4.08,5.1,-70.5,-9.2\n1,123B2,BRA,Pará,0.6,0.5,6.12,5.1,-53.1,-4.1\n"
    "7,9,AGO,Huambo,1.0,1.0,8,8,15.6,-12.5\n6,77B3,CHL,Ñuble,1.0,1.0,,,-71.9,-36.6\n"
)


def workbook(
    head: tuple[str, ...] = RECORDS_HEAD, records: list[tuple[object, ...]] = RECORDS, sheet: str = SHEET
) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in (head, *records):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def aiddata_zip(book: bytes | None = None, places: str = ADM1_HEAD + ADM1_ROWS) -> bytes:
    folder = ARCHIVE.removesuffix(".zip")
    return zipped(
        {
            f"{folder}/{WORKBOOK}": workbook() if book is None else book,
            f"{folder}/ADM Location Data/{ADM1}": places.encode(),
            f"__MACOSX/{folder}/ADM Location Data/._{ADM1}": b"rubbish",
            f"{folder}/Field Definitions_GCDF 3.0.pdf": b"%PDF",
        }
    )


@cache
def good_archive() -> bytes:
    """The archive as it should be."""
    return aiddata_zip()


def bomb() -> bytes:
    """Small on the wire, 50 MB on the disk."""
    return zipped({WORKBOOK: bytes(50_000_000)})


# --- Harvard Dataverse --------------------------------------------------------------------------------

POINTS_HEAD = '"ccode"\t"iso3c"\t"Countryname"\t"year"\t"NVotesFP"\t"IdealPointFP"\t"Q5%FP"\n'
POINTS_FILE = "Idealpointestimates1946-2025.tab"


def points_tab(head: str = POINTS_HEAD, codes: Iterable[str] = (*MEMBERS, "CHN", "USA")) -> bytes:
    """China at -1, the United States at 2.5, all others at 0.25; Venezuela without a vote in 2025."""
    lines = []
    for at, code in enumerate(codes):
        for year in (1999, 2024, 2025):
            point, votes = {"CHN": "-1", "USA": "2.5"}.get(code, "0.25"), "70"
            if code == "VEN" and year == 2025:
                point, votes = "NA", "NA"
            lines.append(f'{at}\t"{code}"\t"…"\t{year}\t{votes}\t{point}\t0.1\n')
    return "".join([head, *lines]).encode()


def dataset(name: str = POINTS_FILE, content: bytes = b"", *, taken_in: bool = True) -> Answer:
    """Dataverse's words about the dataset: three files, one of them the ideal points, number 42."""
    point = {"id": 42, "filename": name, "md5": hashlib.md5(content, usedforsecurity=False).hexdigest()}
    if taken_in:
        point["originalFileFormat"] = "text/csv"
    others = ["AgreementScores.tab", "IdealPointDyads1946-2025.csv"]
    files = [{"dataFile": point}, *({"dataFile": {"id": 7 + at, "filename": n}} for at, n in enumerate(others))]
    told = {"status": "OK", "data": {"latestVersion": {"versionNumber": 35, "files": files}}}
    return Answer(json.dumps(told).encode(), JSON)


# --- Natural Earth: zipped shapefiles ------------------------------------------------------------------


@cache
def shapes_zip(scale: str, folder: Path, codes: tuple[str, ...] = MEMBERS) -> bytes:
    """A square degree for each country, side by side."""
    frame = gpd.GeoDataFrame(
        {"ADM0_A3": codes, "NAME_EN": [f"Land {code}" for code in codes]},
        geometry=[shapely.box(-90 + at, 0, -89 + at, 1) for at in range(len(codes))],
        crs="EPSG:4326",
    )
    stem = f"ne_{scale}_admin_0_countries"
    folder.mkdir(exist_ok=True)
    frame.to_file(folder / f"{stem}.shp")
    files = {f"{stem}{end}": (folder / f"{stem}{end}").read_bytes() for end in (".shp", ".shx", ".dbf", ".prj")}
    return zipped({**files, f"{stem}.README.html": b"<html>", f"{stem}.VERSION.txt": b"5.1.1"})


def all_good(publishers: Publishers, folder: Path) -> None:
    """Every publisher answers as it should. The shapefiles are made in `folder`."""
    publishers.give("/imf/", Answer(imf_csv()))
    publishers.give("/worldbank/", bank_page)
    publishers.give("/aiddata/", Answer(good_archive(), ZIP))
    publishers.give("/dataverse/datasets/", dataset())
    publishers.give("/dataverse/access/datafile/42", Answer(points_tab(), "text/tab-separated-values"))
    for scale in ("50m", "10m"):
        publishers.give(f"/natural_earth/{scale}/", Answer(shapes_zip(scale, folder), ZIP))

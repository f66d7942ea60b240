"""Signatures: what the first bytes of files that are no text say, as data.

Sources: the formats' own specifications, and the table of `file(1)`. Pictures, sound, film and fonts are
told apart from other binary data because they lie beside every saved page, and no article can be in
them: they are passed over, while a PDF or a Word file is named to the archivist.
"""

from tarfile import HeaderError, TarInfo

TAR_BLOCK = 512

PACKED = {
    "gzip": (b"\x1f\x8b",),
    "bzip2": tuple(b"BZh%d1AY&SY" % level for level in range(1, 10)),
    "xz": (b"\xfd7zXZ\x00",),
    "zstd": (b"\x28\xb5\x2f\xfd",),
}
"""Packings that are unpacked, by the name that `index.archives.unpacking` knows them by."""

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
WARC = (b"WARC/0.", b"WARC/1.")
ARC = (b"filedesc:",)

MEDIA = (
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"GIF8",
    b"RIFF",  # WebP, WAV, AVI
    b"II*\x00",  # TIFF
    b"MM\x00*",
    b"\x00\x00\x01\x00",  # icon
    b"\x00\x00\x02\x00",  # cursor
    b"8BPS",  # Photoshop
    b"wOFF",
    b"wOF2",
    b"OTTO",
    b"true\x00",
    b"ttcf",
    b"\x00\x01\x00\x00",  # TrueType
    b"OggS",
    b"fLaC",
    b"ID3",
    b"\xff\xfb",  # MP3
    b"\xff\xf3",
    b"FLV\x01",
    b"FWS",  # Flash
    b"CWS",
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"\x00\x00\x01\xba",  # MPEG
    b"\x00\x00\x01\xb3",
    b"0&\xb2u\x8ef\xcf\x11",  # ASF, WMV
)
_MEDIA_BRANDS = (b"ftyp", b"moov", b"mdat")
"""What stands at the fifth byte of MP4, MOV, HEIC and AVIF."""

BINARY = (
    b"%PDF",
    b"\x7fELF",
    b"MZ\x90",
    b"7z\xbc\xaf",
    b"\x04\x22\x4d\x18",  # LZ4
    b"LZIP",
    b"\x1f\x9d",  # compress
    b"Rar!\x1a\x07",
    b"\x5d\x2a\x4d\x18",  # a zstd dictionary
    b"\xd0\xcf\x11\xe0",  # Word and Excel before 2007
    b"SQLite format 3\x00",
    b"\x00asm",
    b"bplist",
)


def packing_of(start: bytes) -> str:
    """Return the name of the packing that `start` begins with, or an empty string."""
    return next((name for name, marks in PACKED.items() if start.startswith(marks)), "")


def is_media(start: bytes) -> bool:
    """Say whether `start` begins a picture, sound, film or font."""
    return start.startswith(MEDIA) or start[4:8] in _MEDIA_BRANDS


def is_tar(start: bytes) -> bool:
    """Say whether `start` begins with the header of a tar archive, by its checksum: old ones have no mark."""
    if len(start) < TAR_BLOCK or not start[0]:
        return False
    try:
        TarInfo.frombuf(start[:TAR_BLOCK], "utf-8", "surrogateescape")
    except (HeaderError, ValueError):
        return False
    return True

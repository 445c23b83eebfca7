"""A compound file with any one rule broken is refused by that rule."""

import pytest
import vba_tools as tools
from cfb_reader import Violation, read_compound

MADE = tools.shipped(tools.EXCEL_MADE)
CORRUPTIONS = {}


def corruption(rule):
    """Register a way to spoil the file, under its own name, with the rule it breaks."""

    def keep(spoil):
        CORRUPTIONS[spoil.__name__] = (spoil, rule)
        return spoil

    return keep


def _byte(name, at, value, rule):
    CORRUPTIONS[name] = (lambda data: data.__setitem__(at, value), rule)


def _field(name, of, offset, layout, value, rule):
    def spoil(data):
        tools.put(data, tools.entry(data, of) + offset, layout, value)

    CORRUPTIONS[name] = (spoil, rule)


_byte("signature", 0, 0, "header: signature")
_byte("header_clsid", 8, 1, "header: CLSID")
_byte("minor_version", 24, 0x3B, "header: minor version")
_byte("major_version", 26, 5, "header: major version 5")
_byte("byte_order", 28, 0xFF, "header: byte order")
_byte("sector_shift", 30, 12, "header: sector shift 12")
_byte("mini_sector_shift", 32, 7, "header: mini sector shift 7")
_byte("reserved", 36, 1, "header: reserved")
_byte("directory_sectors_in_version_3", 40, 1, "number of directory sectors")
_byte("number_of_fat_sectors", 44, 2, "DIFAT: fewer FAT sectors")
_byte("transaction_signature", 52, 1, "transaction signature")
_byte("cutoff", 57, 8, "mini stream cutoff 2048")
_byte("number_of_mini_fat_sectors", 64, 3, "number of mini FAT sectors")
_byte("difat_start", 68, 0xFF, "DIFAT: link 0xffffffff")
_byte("number_of_difat_sectors", 72, 1, "header: 1 DIFAT sectors")
_byte("fat_listed_twice", 80, 0, "more FAT sectors than the header")
_field("name_of_the_root", "Root Entry", 0, "H", ord("r"), "root is called 'root Entry'")
_field("creation_time_of_the_root", "Root Entry", 100, "I", 1, "root has a creation time")
_field("sibling_of_the_root", "Root Entry", 68, "I", 1, "root has siblings")
_field("size_of_the_mini_stream", "Root Entry", 120, "I", 1000, "whole number of mini sectors")
_field("type_of_an_entry", "dir", 66, "B", 3, "type 3")
_field("second_root", "dir", 66, "B", 5, "a second root")
_field("colour", "dir", 67, "B", 2, "dir: colour 2")
_field("name_length", "dir", 64, "H", 7, "name length 7")
_field("name_longer_than_its_text", "dir", 64, "H", 10, "not UTF-16 text of its length")
_field("rubbish_after_a_name", "dir", 62, "H", 65, "not ended and padded")
_field("forbidden_character", "dir", 0, "H", ord("/"), "forbidden character")
_field("clsid_of_a_stream", "dir", 80, "B", 1, "a stream with a CLSID")
_field("state_bits_of_a_stream", "dir", 96, "B", 1, "state bits")
_field("time_of_a_stream", "dir", 108, "B", 1, "time stamps")
_field("child_of_a_stream", "dir", 76, "I", 1, "a stream with a child")
_field("content_of_a_storage", "VBA", 116, "I", 5, "a storage with content")
_field("size_over_32_bits", "dir", 124, "I", 1, "size over 32 bits")
_field("size_longer_than_the_chain", "dir", 120, "I", 2000, "dir: chain of")
_field("size_shorter_than_the_chain", "dir", 120, "I", 100, "dir: chain of")
_field("size_over_the_cutoff", "dir", 120, "I", 4096, "also|outside|chain")
_field("empty_stream_with_a_start", "dir", 120, "I", 0, "dir: empty, yet starts")
_field("start_outside", "dir", 116, "I", 0x7FFF, "dir: link 0x7fff is outside")
_field("unreachable_entries", "VBA", 76, "I", 0xFFFFFFFF, "cannot be reached")
_field("child_outside", "VBA", 76, "I", 99, "outside the directory")
_field("circle_in_a_tree", "dir", 68, "I", 0, "met twice")
_field("unused_entry_with_a_name", "", 0, "H", 65, "unused and not blank")
_field("unused_entry_without_nostream", "", 68, "I", 0, "unused and not blank")
_field("case_does_not_count", "Sheet2", 0, "12s", "Module1"[:6].encode("utf-16-le"), "sorts|dupl")
_field("duplicate_name", "Sheet2", 0, "12s", "sHEET1".encode("utf-16-le"), "duplicate name")


@corruption("black heights|its top is red|two reds")
def colours_of_a_tree(data):
    for name in ("dir", "Sheet1", "Module1", "ThisWorkbook"):
        at = tools.entry(data, name) + 67
        data[at] ^= 1


@corruption("its top is red")
def red_top(data):
    top = tools.get(data, tools.entry(data, "Root Entry") + 76)
    at = tools.entry_of(data, top)
    data[at + 67] = 0
    for child in (tools.get(data, at + 68), tools.get(data, at + 72)):
        data[tools.entry_of(data, child) + 67] = 1


@corruption("used by None")
def free_sector_marked_as_fat(data):
    tools.put(data, tools.fat_link(data, len(data) // 512), "I", 0xFFFFFFFD)


@corruption("marked 0xfffffffe, used by FAT")
def fat_sector_marked_as_an_end(data):
    tools.put(data, tools.fat_link(data, tools.get(data, 76)), "I", 0xFFFFFFFE)


@corruption("is also directory|also mini FAT")
def chain_that_runs_into_another(data):
    last = tools.get(data, 60)
    tools.put(data, tools.fat_link(data, last), "I", tools.get(data, 48))


@corruption("belongs to nobody")
def lost_sector(data):
    number = len(data) // 512 - 1
    data += bytes(512)
    tools.put(data, tools.fat_link(data, number), "I", 0xFFFFFFFE)


@corruption("past the end and not free")
def link_past_the_end(data):
    tools.put(data, tools.fat_link(data, 127), "I", 0xFFFFFFFE)


@corruption("mini FAT: entry 255 is past the end")
def mini_link_past_the_end(data):
    last = tools.get(data, tools.fat_link(data, tools.get(data, 60)))
    tools.put(data, tools.sector(last) + 508, "I", 0xFFFFFFFE)


@corruption("whole number of sectors")
def cut_last_byte(data):
    del data[-1]


@corruption("outside the file|does not|chain")
def cut_last_sector(data):
    del data[-512:]


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_compound_file_is_refused_by_the_rule_it_breaks(name):
    spoil, rule = CORRUPTIONS[name]
    data = bytearray(MADE)
    spoil(data)
    with pytest.raises(Violation, match=rule):
        read_compound(bytes(data))

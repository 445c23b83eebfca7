"""What the buttons must know of the commands: the extension carries it as constants."""

from mkp_xl.book.fields import LANGS
from mkp_xl.faces.buttons.commands import COMMANDS, TAB
from mkp_xl.faces.buttons.words import UNEXPECTED, UNEXPECTED_MIDWAY

KEY_OF = {command.macro: command.key for command in COMMANDS}
"""A command's key by the name that its drawn buttons have."""
TITLE = {lang: TAB(lang) for lang in LANGS}
FAILED = {lang: UNEXPECTED(lang) for lang in LANGS}
FAILED_MIDWAY = {lang: UNEXPECTED_MIDWAY(lang) for lang in LANGS}

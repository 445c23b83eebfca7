"""Setting Excel up to work with this Python, taking that back, and telling what is amiss."""

from __future__ import annotations

from mkp_xl.faces.setting_up.checks import Check, Patient, check_lines, check_record, exit_code
from mkp_xl.faces.setting_up.doctor import doctor
from mkp_xl.faces.setting_up.machine import Machine, this_machine
from mkp_xl.faces.setting_up.parts import Installed, Script, installed, installed_script
from mkp_xl.faces.setting_up.plan import plan_setup
from mkp_xl.faces.setting_up.steps import Plan, Step, carry_out
from mkp_xl.faces.setting_up.talk import converse, lines
from mkp_xl.faces.setting_up.undo import plan_undo

__all__ = [
    "Check",
    "Installed",
    "Machine",
    "Patient",
    "Plan",
    "Script",
    "Step",
    "carry_out",
    "check_lines",
    "check_record",
    "converse",
    "doctor",
    "exit_code",
    "installed",
    "installed_script",
    "lines",
    "plan_setup",
    "plan_undo",
    "this_machine",
]

"""Irregular verbs: the forms that no ending explains, each with the first form that it stands for."""

from __future__ import annotations

VERBS = """
become became, begin began begun, bind bound, break broke broken, bring brought, build built, buy bought, catch caught, choose
chose chosen, come came, deal dealt, do does did done, draw drew drawn, drive drove driven, fall fell fallen, feed fed, find
found, fly flew flown, forget forgot forgotten, get got gotten, give gave given, go goes went, hang hung, have has had, hear
heard, hide hid hidden, hold held, keep kept, know knew known, lead led, learn learnt, leave left, lend lent, lose lost, make
made, mean meant, meet met, pay paid, rewrite rewrote rewritten, ring rang rung, run ran, say said, see saw seen, sell sold, send
sent, shake shook shaken, show shown, sit sat, speak spoke spoken, spend spent, stand stood, stick stuck, strike struck, swim swam
swum, take took taken, teach taught, tell told, think thought, throw threw thrown, understand understood, wake woke woken, wear
wore worn, win won, write wrote written, forbid forbade forbidden, freeze froze frozen, blow blew blown, bend bent, rise rose risen, ride
rode ridden, steal stole stolen, sweep swept, spell spelt, dial dialled dialling, label labelled labelling, cancel cancelled cancelling,
signal signalled signalling, travel travelled travelling, tunnel tunnelled tunnelling
"""
IRREGULAR = {form: verb for verb, *forms in (line.split() for line in VERBS.replace("\n", " ").split(",")) for form in forms}
"""The first form of each other one."""

"""The words around dates: what makes a number a year, a name a month, and a verb past or future."""

from __future__ import annotations

import re

# A count follows: "in May 20 people", "of 1800 troops".
COUNTED = re.compile(
    r"\s+(?:(?:Israeli|Palestinian|Russian|Ukrainian|American|other|young|more|new|armed|foreign|local|"
    r"additional)\s+)?"
    r"(?:people|troops|soldiers|men|women|children|civilians|officers|police|fighters|militants|migrants|"
    r"refugees|"
    r"homes|houses|rockets|missiles|drones|tanks|dead|wounded|deaths|killed|percent|per\s+cent|million|"
    r"billion|points|"
    r"km|kilometers|kilometres|miles|meters|metres|feet|tons|tonnes|dollars|euros|barrels|votes|seats|"
    r"members|cases|"
    r"jobs|companies|GMT|UTC|hours|local|EST|EDT|CET|km2|kg|workers|students|protesters|prisoners|hostages|"
    r"others|"
    r"countries|delegates|employees|shares|units|cars|persons|passengers|villages|victims)\b"
)
YEAR_MARK = re.compile(
    r"(?:\b(?:in|since|by|of|from|until|till|during|before|after|through|throughout|between|as early as|as "
    r"late as|"
    r"as far back as|back to|around|circa|late|early|mid|prior to)|\bmid-)\s*$",
    re.IGNORECASE,
)
MONTH_MARK = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|of|during|early|late|mid|last|next|this|before|after|through|"
    r"throughout|"
    r"to|for|between|around)|mid-)\s*$",
    re.IGNORECASE,
)
CERTAIN_MONTH_MARK = re.compile(
    r"(?:\b(?:in|since|during|early|late|mid|last|next|this|until|back in|throughout|month of)|mid-)\s*$",
    re.IGNORECASE,
)
WORDS_BEFORE_NAME = re.compile(r"(?:\b[A-Z][\w.’'-]*|\b(?:Mr|Mrs|Ms|Dr|Sir|Lady)\.?)\s+$")
NOT_WEEKDAY_BEFORE = re.compile(
    r"\b(?:Black|Bloody|Good|Easter|Palm|Ash|Super|Fat|Cyber|Giving|Man|Girl|Freaky|Ruby|Maundy|Holy|Whit|"
    r"every|each|"
    r"Big|Mail on|Sheffield|Blue|Red|Orange|Stormy|Casual|Taco|alternate|most)\s+$"
)
NOT_WEEKDAY_AFTER = re.compile(
    r"(?:['’]s)?\s+(?:Night\b|Times|Telegraph|Mirror|Express|People|Mail|Post|Herald|Star|Sun\b|World|Island|"
    r"Morning\b|"
    r"Football|Prayers?\b|prayers?\b|sermons?\b|Agreement|Addams|Tribune|Independent|Mercury|Mass\b|Guardian|"
    r"Club|Group|"
    r"Observer|Nation\b|Review|Business Post|Next\b|Today\b|Vanguard|Punch|Monitor)"
)
SPLIT_BEFORE = re.compile(r"(?:\b(?:that|and|but|when|where|while|if|because|as|which|who|saying)|[;:—–,])\s*$")
FORWARD_PREPOSITION = re.compile(
    r"\b(?P<word>for|until|till|ahead\s+of|before|starting|beginning|effective|deadline\s+of)\s+(?:the\s+|"
    r"this\s+)?$",
    re.IGNORECASE,
)
BACK_PREPOSITION = re.compile(r"\bsince\s+(?:the\s+|early\s+|late\s+)*$", re.IGNORECASE)
EXTENDED = re.compile(
    r"\b(?:extend|postpon|delay|adjourn|suspend|defer|remand|prolong|barr|bann|giv|gave)\w*(?:\s+\w+){0,5}\s+\w+\s+(?:the\s+)?$"
)
LASTED = re.compile(r"\b(?:was|were|had|did|didn['’]t|lasted|ruled|served|stayed|remained|lived|worked|ran|led|held)\b")
A_DAY = re.compile(r"(?:early\s+|late\s+)?(?:[A-Z][a-z]+day\b|[A-Z][a-z]+\.?\s+\d|\d)")
DEADLINE = re.compile(r"\bby\s+(?:the\s+|this\s+|early\s+|late\s+)*$", re.IGNORECASE)
DEMAND = re.compile(
    r"\b(?:demand|order|deadline|ultimatum|give|gave|given|urge|ask|call|must|want|need|require)",
    re.IGNORECASE,
)

_HOPES = (
    r"due|scheduled|slated|expected|expects?|planned|plans?|planning|set|going|intends?|intended|aims?|"
    r"aiming|hopes?|"
    r"hoping|wants?|about|preparing|prepares|ready|agreed|agrees|vow(?:s|ed)?|pledge[sd]?|promise[sd]?|"
    r"threaten(?:s|ed)?|"
    r"invited|urged|asked|ordered|likely|willing|decided|decides|called|authorized|intention|decision|plan|"
    r"deal"
)
_IRREGULAR = (
    "was were had did has have been said told met held took made gave went came saw began left sent won lost "
    "led fell "
    "rose spoke wrote struck shot fought fled flew broke brought built bought sold caught found got kept "
    "knew paid ran "
    "shut sought swore thought withdrew became drew grew hit seen taken given gone stood sat understood "
    "heard wore"
).replace(" ", "|")
TENSE = re.compile(
    r"(?P<future>\b(?:will|shall|won['’]t|would|must|should|may|might|can|could|"
    r"['’]ll)(?!\s+have\b)(?:\s+(?:not|also|be|"
    r"likely|then|soon|\w+ly))*(?:\s+[a-z]+)?|['’]ll\b"
    rf"|(?<!had been )\b(?:{_HOPES})(?:\s+\w+){{0,5}}?\s+to(?:\s+be)?\s+[a-z]+"
    r"|\b(?:scheduled|planned|due|expected|slated|postponed|set|delayed)\s+(?:for|on|in|at|before)\b"
    r"|\b(?:is|are|am|['’]re)\s+(?:also\s+|now\s+|not\s+)?(?:to(?:\s+be)?\s+[a-z]+|[a-z]+ing\b)"
    r"|\b(?:payable|(?:meet|begin|start|open|convene|arrive|expire|resume)s?(?!\s+to\b)|visits|travels|hosts|takes?\s+effect|goe?s?\s+to\s+the\s+polls)\b"
    r"|\bbeing\s+(?:convened|held|hosted|organi[sz]ed|planned|prepared|staged)\b"
    r"|\b(?:upcoming|coming|forthcoming|looming|next)\b)"
    r"|(?P<past>\bhad been (?:due|scheduled|expected|supposed|set|planned) to(?: be)? [a-z]+|\b(?:"
    + _IRREGULAR
    + r")\b|\b(?!un|(?:need|indeed|hundred|exceed|proceed|succeed|feed|speed|breed|embed|"
    r"armed|united|so-called|would-be)\b)[a-z]{2,}ed\b)"
    r"|(?P<headline>\bto\s+[a-z]+\b)"
)
# Finite verbs, roughly: who owns the time between two of them.
VERB = re.compile(
    r"\b(?:will|shall|would|may|might|can|could|is|are|says?|tells?|adds?|warns?|urges?|meets?|rejects?|"
    r"accuses?|holds?|"
    r"begins?|expects?|plans?|" + _IRREGULAR + r")\b"
    r"|(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bits )(?<!\btheir )(?<!\bhis )\b(?!(?:need|indeed|hundred|exceed|"
    r"proceed|succeed|"
    r"feed|speed|breed|embed|armed|red|united)\b)[a-z]{2,}ed\b"
    r"|\bto\s+(?!(?:the|an?|its|his|her|their|our|this|that|these|those|all|both|some|more|parliament|power|"
    r"\w+s)\b)[a-z]+\b"
)
BOUNDARY = re.compile(
    r"[;:—–]|\s-\s|\b(?:that|which|who|whom|whose|where|when|while|because|although|though|if|unless|whether|"
    r"after|before|"
    r"since|as|but|saying|adding)\b"
)

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
    r"(?:\b(?:in|into|since|by|of|from|until|till|during|before|after|through|throughout|between|due|as early as|as "
    r"late as|"
    r"as far back as|back to|around|circa|late|early|mid|prior to)|\b(?:in|for)\s+both|\bmid-)\s*$",
    re.IGNORECASE,
)
# "its 1990 invasion", "a failed 2016 coup": the year tells when. "The 2015 deal" names a deal that all know.
YEAR_OWNED = re.compile(
    r"(?:\b(?:an?|its|his|her|their|our|my|your|that)|\w['’]s|s['’])\s+(?:[a-z]+\s+)?$", re.IGNORECASE
)
NOT_OWNED = re.compile(
    r"(?:and|or|to|in|on|at|as|but|from|with|by|for|of|is|was|were|are|has|had|will|would|may)$", re.IGNORECASE
)
FOR_YEAR = re.compile(r"\bfor\s+$", re.IGNORECASE)
# "for 2000 roubles": a plural or a name follows; "for 2025 was cut", "for 2025, ministers said": a year.
NAMED_COUNT = re.compile(r"\s+(?:[A-Z]|(?!(?:is|was|has|as|this|its|his|versus|across|unless|plus)\b)[a-z]+s\b)")
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
# What is a reason today has happened: "is leading the polls thanks to a win on Tuesday".
REASON = re.compile(
    r"\b(?:thanks\s+to|because\s+of|owing\s+to|in\s+response\s+to|in\s+retaliation\s+for|in\s+the\s+wake\s+of)\b"
)
# "Tuesday nights", "Monday and Tuesday nights": every week.
HABITUAL_WEEKDAY = re.compile(r"(?:(?:,|\s+and|\s+or)\s+[A-Z]\w+day){0,6}\s+(?:morning|afternoon|evening|night)s\b")
GENERIC_TODAY = re.compile(r"['’]s\s+(?:world|society|age|generation|youth|standards|environment)\b")
SPLIT_BEFORE = re.compile(r"(?:\b(?:that|and|but|when|where|while|if|because|as|which|who|saying)|[;:—–,])\s*$")
FORWARD_PREPOSITION = re.compile(
    r"\b(?P<word>for|until|till|ahead\s+of|before|starting|beginning|effective|deadline\s+of|looking\s+(?:ahead\s+)?to)"
    r"\s+(?:the\s+|this\s+)?$",
    re.IGNORECASE,
)
BACK_PREPOSITION = re.compile(r"\bsince\s+(?:(?:the|early|late|mid|start|beginning|end|of)[\s-]+)*$", re.IGNORECASE)
EXTENDED = re.compile(
    r"\b(?:extend|postpon|delay|adjourn|suspend|defer|remand|prolong|barr|bann|giv|gave)\w*(?:\s+\w+){0,5}\s+\w+\s+(?:the\s+)?$"
)
LASTED = re.compile(r"\b(?:was|were|had|did|didn['’]t|lasted|ruled|served|stayed|remained|lived|worked|ran|led|held)\b")
# "will vote in two weeks", and not "to create 700,000 jobs in two years", "a dress not worn in six months".
_AMOUNTS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dozens?|hundreds?|thousands?|millions?|several|"
    r"first|second|third|fourth|fifth|sixth|last|only|another|every|each|all|more|most|times?|that|which|who|than|for|since|"
    r"and|or"
)
WILL = re.compile(
    r"(?:\b(?:will|shall|would|(?:due|expected|scheduled|set|planned|slated)\s+to)|['’]ll)\s+(?!have\b)(?:not\s+)?"
    rf"(?:be\s+)?(?!(?:{_AMOUNTS})\b)[a-z]+(?:\s+(?!(?:{_AMOUNTS})\b)[A-Za-z’']+){{0,3}}\s+$"
)
HOW_LONG = re.compile(
    r"\b(?:not|never)\b|n['’]t\b|\b(?:times?|once|twice|first|second|third|fourth|fifth|last|only|all|more|most|least|"
    r"less|\w{2,}est|percent|per\s+cent|points?|visits?)\s+$",
    re.IGNORECASE,
)
# A comparison of figures: its "year earlier" is the year before what is reported, whatever was compared before.
COMPARED = re.compile(
    r"\b(?:compared\s+(?:with|to)|than|versus|against|unchanged\s+from|from\s+[\w$€£.,%-]+(?:\s+[\w.,%-]+){0,3})\s+$",
    re.IGNORECASE,
)
SPAN_OF_MONTHS = re.compile(
    r"\b(?:two|three|six|nine|ten|eleven|twelve|\d+)[- ]months?\b|\bhalf\b|\b(?:full|fiscal|whole)[- ]year\b",
    re.IGNORECASE,
)
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
# After these "to" is no mark of an infinitive: "in response to an article", "back to power".
_NO_INFINITIVE = (
    r"(?!(?:the|an?|its|his|her|their|our|this|that|these|those|all|both|some|more|parliament|power|\w+s)\b)"
)
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
    rf"|(?P<headline>\bto\s+{_NO_INFINITIVE}[a-z]+\b)"
)
# What is told as done and over, up to its verb: no day ahead is meant. What "was scheduled", "extended", "promised"
# may have a day ahead beside it.
HAPPENED = re.compile(
    r"\b(?:(?:was|were|been|being)\s+(?:(?:also|not|first|later|then|\w+ly)\s+)*"
    r"(?!(?:schedul|reschedul|call|plann|extend|prolong|postpon|delay|defer|adjourn|expect|forecast|predict|propos|fixed|"
    r"book|slat|push|summon|invit|remand|promis|pledg|ask|urg|request|prepar|intend|due|set|said|told)\w*)"
    rf"(?:[a-z]+ed|born|shot|{_IRREGULAR})"
    r"|died|met|visited|arrived|left|fled|won|lost|resigned|invaded|attacked|bombed|struck|fought|began|started|ended|"
    r"opened|closed|fell|rose|happened|occurred|broke|erupted|killed|arrested|captured|seized|crashed|returned|came|went|"
    r"joined|withdrew|collapsed|spoke|testified|signed|launched|founded|changed|retired)$"
)
APART = re.compile(r"[,;:—–(]|\b(?:and|to|for)\b")  # between that verb and the day: the day may be another's
# Finite verbs, roughly: who owns the time between two of them.
VERB = re.compile(
    r"\b(?:will|shall|would|may|might|can|could|is|are|says?|tells?|adds?|warns?|urges?|meets?|rejects?|"
    r"accuses?|holds?|"
    r"begins?|expects?|plans?|" + _IRREGULAR + r")\b"
    r"|(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bits )(?<!\btheir )(?<!\bhis )\b(?!(?:need|indeed|hundred|exceed|"
    r"proceed|succeed|"
    r"feed|speed|breed|embed|armed|red|united)\b)[a-z]{2,}ed\b"
    rf"|\bto\s+{_NO_INFINITIVE}[a-z]+\b"
)
BOUNDARY = re.compile(
    r"[;:—–]|\s-\s|\b(?:that|which|who|whom|whose|where|when|while|because|although|though|if|unless|whether|"
    r"after|before|"
    r"since|as|but|saying|adding)\b"
)

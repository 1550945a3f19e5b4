"""Furniture: lines that stand on a news page and are not the article, told by their words alone.

Each rule is a pattern over one whole line. A rule must name what only furniture says: an article on cookies,
on photographs or on subscriptions has to survive all of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 420  # characters; longer paragraphs are prose whatever words they hold

_AGENCY = (
    r"(?:getty(?: images)?|reuters|a\.?p|afp|associated press|agence france[- ]presse|"
    r"epa(?:-efe)?|efe|dpa|ansa|"
    r"tass|sputnik|xinhua|bloomberg|pa(?: wire| media)?|upi|anadolu(?: agency)?|aa|nurphoto|zuma(?: press)?|"
    r"shutterstock|alamy|istock|imago|keystone|ntb|tt|ritzau|afp via getty images|"
    r"wikimedia(?: commons)?|flickr|"
    r"pool|handout|file(?: photo)?|via getty images|via reuters|via ap)"
)
_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|e-?mail|print|messenger|instagram|bluesky|"
    r"threads|mastodon|vk|viber|tumblr|pocket|flipboard|youtube|tiktok|rss|google news|"
    r"copy link|link|sms|line|"
    r"blogthis!?|vk|ok|odnoklassniki)"
)


def _rule(reason: str, *patterns: str) -> tuple[str, re.Pattern[str]]:
    return reason, re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE)


# No two ways to read the same characters inside a repetition: "a | b" must not cost 2 to the number of bars.
# Order matters: "© 2024 Havnen. All rights reserved" is copyright before "© ..." is a photo credit.
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    _rule(
        "copyright",
        r"^.{0,160}\ball rights reserved\b.{0,160}$",
        r"^(?:copyright\b|\(c\)|©|&copy;)\s*(?:©|\(c\))?\s*(?:19|20)\d\d\b.{0,120}$",
        r"^copyright (?:©|\(c\)).{0,120}$",
        r"^(?:this material|this content|no part of this).{0,60}\b(?:published|broadcast|"
        r"rewritten|reproduced)\b.{0,200}$",
        r"^(?:any |the |full or partial )?(?:use|reproduction|reprint(?:ing)?|republication|copying|"
        r"quot(?:ing|ation)) of "
        r"(?:(?:the|our|any|these|this|site|all) ){0,2}(?:materials?|content|articles?|texts?)\b.{0,120}"
        r"\b(?:hyperlink|active link|without (?:prior|written|the)|prior (?:written )?(?:permission|consent))\b"
        r".{0,120}$",
        r"^\S.{1,80}\s(?:\(c\)|©)\s*(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?\.?$",
    ),
    _rule(
        "photo credit",
        r"^(?:©|\(c\)(?=\s*[A-Z]))\s*\S.{0,110}(?<![.!?])$",
        r"^(?:file\s+)?(?:photos?|photographs?|pictures?|images?|illustrations?|foto|graphic|video)"
        r"(?:\s+(?:credits?|by|courtesy(?: of)?|source))?\s*[:©].{0,220}$",
        r"^(?:credits?|caption)\s*:.{0,160}$",
        r"^(?:photo(?:graph)?|picture|image|illustration)s? (?:by|courtesy of|via) .{1,90}(?<![.!?])$",
        rf"^(?:\w[\w.'’\- ]{{1,50}}[/|]\s*){{1,4}}{_AGENCY}(?:\s?[/|,]\s?\w[\w.'’\- ]{{1,40}}){{0,3}}\.?$",
        rf"^{_AGENCY}\s*[/|]\s*[\w.'’\- ]{{2,60}}$",
        r"^.{3,300}[.!?][\"”’]?\s(?:photo(?:graph)?|picture|image|foto)s?(?: credit| by)?\s?:\s?"
        r"[^:]{2,80}(?<![.!?])$",
        r"^(?:ap|afp|reuters|epa|pa) photos?\b\s*[/|:]?.{0,80}(?<![.!?])$",
        r"^getty(?: images)?$",
        rf"^.{{3,300}}[\[(](?:photo(?: by)?:?\s[^\[\]()]{{2,60}}|"
        rf"[^\[\]()]{{2,60}}\s?/\s?{_AGENCY}\b[^\[\]()]{{0,40}}|"
        rf"[^\[\]()]{{0,40}}\b{_AGENCY} photos?)[\])]\.?$",
        rf"^[\[(](?:photo(?: by)?:?\s*)?[^\[\]()]{{2,80}}[/ ]{_AGENCY}[^\[\]()]{{0,40}}[\])]$",
    ),
    _rule(
        "share bar",
        rf"^(?:share|tweet|pin it|{_NETWORK})(?:[\s:|,·•/&+]+(?:(?:share|tweet|on|via|to|this|by|"
        rf"and)\b|{_NETWORK}(?!\w)))*[.:…]*$",
        rf"^(?:share|follow|find|like|join)\b.{{0,40}}\b(?:on|via|by)\s+{_NETWORK}\b.{{0,60}}(?<!\.)$",
        r"^share (?:this|it|via|on|with|the)\b.{0,60}$",
        r"^(?:follow|like|find|join|connect with) us\b.{0,80}$",
        r"^(?:shares?|views?|likes?|reads?)\s*:?\s*[\d.,]+\s*[km]?$",
        r"^[\d.,]+\s*[km]?\s+(?:shares?|views?|likes?|reads?)$",
        r"^(?:copy link|link copied!?|print(?: this)?(?: article| page)?|"
        r"e-?mail this(?: article)?|save(?: article)?|"
        r"listen(?: to this article)?|bookmark|add to favou?rites|text size|a\s*a\s*a)$",
        r"^you can (?:share|follow) .{0,80}\bon (?:social media|facebook|twitter|x)\b.{0,40}$",
    ),
    _rule(
        "comment form",
        r"^(?:no|\d+)\s+comments?\s*:?$",
        r"^(?:post|add|leave|write|submit)\s+(?:a|your)\s+(?:comment|reply|response).{0,40}$",
        r"^(?:comments?|view comments|show comments|join the (?:conversation|discussion)|"
        r"be the first to comment)"
        r"(?:\s*[:(]\s*\d*\)?)?$",
        r"^(?:reader )?(?:comments|discussion|responses|replies)\s*\(\d+\)\s*:?$",
        r"^comments? (?:are|have been) (?:closed|disabled|turned off).{0,40}$",
        r"^your e-?mail address will not be published.{0,80}$",
        r"^(?:log|sign) in to (?:post |leave a )?comment.{0,20}$",
        r"^(?:name|e-?mail|website|comment)\s*\*+$",
        r"^save my name, e-?mail.{0,80}$",
    ),
    _rule(
        "paywall",
        r"^(?:subscribe|sign in|log in|register)(?: now)? to (?:continue|keep) reading.{0,60}$",
        r"^(?:this (?:article|story|content) is )?(?:for|available to|"
        r"reserved for) (?:subscribers|members)(?: only)?.{0,40}$",
        r"^already a (?:subscriber|member)\b.{0,60}$",
        r"^you have (?:reached|read) your .{0,40}\b(?:limit|free articles).{0,60}$",
    ),
    _rule(
        "newsletter",
        r"^(?:please )?(?:sign up|subscribe|register)(?: here| now| today)?(?: to| for| and)\b.{0,160}$",
        r"^(?:get|receive)\b.{0,80}\b(?:inbox|newsletter|alerts|delivered to you|straight to your)\b.{0,80}$",
        r"^.{0,60}\b(?:our|free|daily|weekly|morning) newsletters?\b.{0,60}(?:sign up|"
        r"subscribe|inbox|click).{0,80}$",
        r"^(?:newsletter|subscribe|sign up|enter your e-?mail(?: address)?)[.:!]?$",
        r"^(?:join|subscribe to) (?:our|the) (?:telegram|whatsapp|youtube|mailing|e-?mail).{0,80}$",
        r"^support (?:our|independent) journalism.{0,120}$",
        r"^thank you for (?:subscribing|signing up).{0,60}$",
    ),
    _rule(
        "advertisement",
        r"^[-–—\s\[(]*(?:advertise?ments?|advertising|ads?|sponsored(?: content| by .{1,60})?|"
        r"promoted(?: content)?|"
        r"paid (?:content|post)|story continues below(?: this)?(?: advertise?ment| ad)?|"
        r"(?:article|story) continues (?:after|below)(?: the)?(?: this)? ?(?:advertise?ment|"
        r"ad)?|remove ads)[-–—\s\]):]*$",
    ),
    _rule(
        "cookie notice",
        r"^.{0,120}\b(?:we|our (?:site|website|partners)|this (?:site|website|page)|"
        r"by (?:continuing|clicking|using))\b"
        r".{0,160}\bcookies?\b.{0,200}$",
        r"^(?:accept|reject|allow|manage|decline|refuse|deny)(?: all| only)?(?: necessary|"
        r" optional| essential)?"
        r"(?: cookies?| preferences| settings| consent| choices| options)?[.!]?$",
        r"^(?:your privacy|we (?:value|respect|care about) your privacy|cookie (?:policy|"
        r"settings|preferences|consent))"
        r".{0,80}$",
        r"^we and our (?:\d+ )?partners.{0,300}$",
        r"^you can (?:change|withdraw|manage|revoke) your (?:mind|choices|consent|preferences|"
        r"settings).{0,120}$",
        r"^(?:please )?enable (?:javascript|cookies).{0,120}$",
        r"^(?:i (?:accept|agree)|got it!?|more options|learn more about cookies)$",
        r"^(?:checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human).{0,120}$",
    ),
    _rule(
        "teaser",
        r"^(?:read (?:more|also|next|on)|also read|see also|more on this|related|"
        r"related (?:articles?|stories|posts?|"
        r"topics?|content|news|coverage)|recommended(?: for you| reading| stories)?|"
        r"more (?:from|on|about|in) .{1,60}|"
        r"you (?:may|might) (?:also )?(?:like|be interested in).{0,20}|don[’']t miss|must read|"
        r"trending(?: now)?|most read|"
        r"most popular|top stories|editors?[’']? picks?|up next|latest(?: news)?|watch(?: also| now| live)?|"
        r"in (?:pictures|case you missed it)|further reading|more (?:stories|news|coverage)|"
        r"what to read next)\s*[:.…»>→]*$",
        r"^(?:read (?:more|also|next)|also read|see also|related(?: (?:articles?|stories|story|"
        r"posts?))?|watch(?: also)?|"
        r"listen|more|must read|explainer|analysis|opinion|explained|don[’']t miss)\s*[:|»>→].{1,200}$",
        r"^(?:click here|continue reading|read (?:the )?(?:full|whole) (?:story|article|text)).{0,80}$",
        r"^[»>→▶•]\s*(?:read|see|watch)\b.{1,160}$",
    ),
    _rule(
        "credit line",
        r"^[(\[]?(?:additional )?(?:reporting|writing|editing|compiled|edited|written|"
        r"additional reporting|translated)"
        r"(?: and \w+)? by .{2,250}$",
        r"^with (?:files|(?:additional )?reporting|contributions) (?:from|by) [^,;.]{2,60}"
        r"(?:\.(?: corrections?: \S{3,80})?)?$",
        r"^(?:corrections?|tips|feedback|contact(?: the)?(?: author| reporter| desk)?): \S+@\S+$",
        r"^our standards: .{0,80}$",
        r"^the thomson reuters trust principles.{0,20}$",
    ),
    _rule(
        "navigation",
        r"^(?:home|menu|search|log ?in|sign in|sign out|my account|contact(?: us)?|"
        r"about(?: us)?|privacy(?: policy)?|"
        r"terms(?: (?:of|and|&) (?:use|service|conditions))?|site ?map|"
        r"skip to (?:main )?content|back to top|next(?: article| "
        r"post| page)?|previous(?: article| post| page)?|newer post|older post|print edition|"
        r"e-?paper|toggle navigation|"
        r"close|show more|load more|see more|view all|see all|advertise(?: with us)?|careers|"
        r"help|faq|subscribe|donate|"
        r"live|breaking(?: news)?|archive|tags?:? .{0,120}|labels: .{0,120}|topics?: .{0,120}|"
        r"filed under:? .{0,120}|"
        r"posted in .{0,80}|categor(?:y|ies): .{0,120}|page \d+ of \d+)$",
        r"^(?:\w[\w&' ]{1,24}[|›»>/]\s*){2,30}\w[\w&' ]{1,40}$",
        r"^(?:\d+|[-–—_=*#~•·.\s]+|[-–—•·|\s]{0,4}\d+[ -]min(?:ute)?s? (?:read|listen))$",
    ),
)

# A marker alone on its line announces a list: the title-like lines after it are of its kind.
_OPENS_TEASERS = re.compile(
    r"^(?:read (?:more|also|next)|also read|see also|related(?: \w+)?|recommended.*|"
    r"more (?:from|on|about|in) .*|"
    r"you (?:may|might).*|don[’']t miss|trending.*|most (?:read|popular)|top stories|"
    r"latest.*|editors?.*|up next|"
    r"further reading|more (?:stories|news|coverage)|what to read next)\s*[:.…»>→]*$",
    re.IGNORECASE,
)
_OPENS_COMMENTS = re.compile(
    r"^(?:\d+\s+comments?\s*:?|(?:reader )?comments?\s*(?:\(\d+\))?\s*:?|no comments:?|"
    r"(?:discussion|responses|replies)\s*\(\d+\)|\d+ (?:responses|replies)(?: to .{1,40})?|"
    r"join the (?:conversation|discussion))$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def drop_reason(line: str) -> str | None:
    """Why a line is not part of an article, or None if its words do not tell so."""
    if len(line) > _LONGEST or not line:
        return None
    for reason, pattern in _RULES:
        if pattern.match(line):
            return reason
    return None


def opens_teasers(line: str) -> bool:
    """Whether a line announces a list of other articles ("Read more", "Most read")."""
    return len(line) < 80 and _OPENS_TEASERS.match(line) is not None


def opens_comments(line: str) -> bool:
    """Whether readers' comments follow a line ("3 Comments")."""
    return len(line) < 60 and _OPENS_COMMENTS.match(line) is not None

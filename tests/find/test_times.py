"""Dates in text. The day of publication is Wednesday, 8 May 2024 unless a case says otherwise."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.find import _time_values as val
from dragoman.find.layout import Sentences
from dragoman.find.times import FoundTime, date_for, find_times

PUBLISHED = "2024-05-08"


def read(text: str, published: str | None = PUBLISHED) -> list[FoundTime]:
    return find_times(text, published, Sentences(text))


def shown(text: str, published: str | None = PUBLISHED) -> list[str]:
    """Each date as ``words = start..end granularity`` (one day once; ``?`` where unresolved)."""
    out = []
    for t in read(text, published):
        words = text[t.start : t.end]
        if t.date is None:
            out.append(f"{words} = ?")
            continue
        days = t.date.start if t.date.start == t.date.end else f"{t.date.start}..{t.date.end}"
        out.append(f"{words} = {days} {t.date.granularity}")
    return out


FULL_DATES = [
    ("The deal of May 8, 2024 holds.", "May 8, 2024 = 2024-05-08 day"),
    ("It was signed on 8 May 2024.", "8 May 2024 = 2024-05-08 day"),
    ("It was signed on the 8th of May 2024.", "the 8th of May 2024 = 2024-05-08 day"),
    ("It was signed on May 1st, 2024.", "May 1st, 2024 = 2024-05-01 day"),
    ("Signed on Sept. 11, 2001.", "Sept. 11, 2001 = 2001-09-11 day"),
    ("Signed on 3 Dec 1962 in Rome.", "3 Dec 1962 = 1962-12-03 day"),
    ("Updated 2024-05-07.", "2024-05-07 = 2024-05-07 day"),
    ("Updated 2024/05/07.", "2024/05/07 = 2024-05-07 day"),
    ("Updated 2024-05-07T10:00:00Z.", "2024-05-07T10:00:00Z = 2024-05-07 day"),
    ("Filed on 25/5/2024.", "25/5/2024 = 2024-05-25 day"),
    ("Filed on 5/25/2024.", "5/25/2024 = 2024-05-25 day"),
    ("Filed on 5/5/2024.", "5/5/2024 = 2024-05-05 day"),
    ("Filed on 8/5/2024.", "8/5/2024 = ?"),
    ("Filed on 13.05.2024.", "13.05.2024 = 2024-05-13 day"),
    ("On Thursday, May 9, 2024, they met.", "Thursday, May 9, 2024 = 2024-05-09 day"),
    ("It fell on 31 February 2024.", "31 February 2024 = ?"),
    ("It fell on Feb 30.", "Feb 30 = ?"),
    ("The court fixed 31 February as the day.", "31 February = ?"),
    ("On 7 October last year they attacked.", "7 October last year = 2023-10-07 day"),
    ("Filed on 2024-02-30.", "2024-02-30 = ?"),
    ("It was born of 9/11.", "9/11 = 2001-09-11 day"),
    ("March eighth, 2024 was the day.", "March eighth, 2024 = 2024-03-08 day"),
    ("It began on the first of May.", "the first of May = 2024-05-01 day"),
]
DAYS_AND_MONTHS = [
    ("He was killed on 3 May.", "3 May = 2024-05-03 day"),
    ("He was killed on May 3.", "May 3 = 2024-05-03 day"),
    ("He was elected on 20 July.", "20 July = 2023-07-20 day"),
    ("The vote will be held on 20 July.", "20 July = 2024-07-20 day"),
    ("Talks are due to begin on 14 June.", "14 June = 2024-06-14 day"),
    ("It declared a dividend payable May 20.", "May 20 = 2024-05-20 day"),
    ("He was elected on 3 December.", "3 December = 2023-12-03 day"),
    ("He left on 29 February.", "29 February = 2024-02-29 day"),
    ("They met on Monday 6 May.", "Monday 6 May = 2024-05-06 day"),
    ("They met on Monday, May 6.", "Monday, May 6 = 2024-05-06 day"),
    ("He was killed in July.", "July = 2023-07-01..2023-07-31 month"),
    ("Elections will be held in July.", "July = 2024-07-01..2024-07-31 month"),
    ("He was freed in April.", "April = 2024-04-01..2024-04-30 month"),
    ("Talks failed in May.", "May = 2024-05-01..2024-05-31 month"),
    ("It failed in July 2022.", "July 2022 = 2022-07-01..2022-07-31 month"),
    ("It goes as far back as July 2022.", "July 2022 = 2022-07-01..2022-07-31 month"),
    ("In July last year he left.", "July last year = 2023-07-01..2023-07-31 month"),
    ("In June of next year they vote.", "June of next year = 2025-06-01..2025-06-30 month"),
    ("He was freed last July.", "last July = 2023-07-01..2023-07-31 month"),
    ("Elections are set for next March.", "next March = 2025-03-01..2025-03-31 month"),
    ("In early March the talks failed.", "early March = 2024-03-01..2024-03-10 period"),
    ("It began in mid-April.", "mid-April = 2024-04-11..2024-04-20 period"),
    ("It began in late February.", "late February = 2024-02-21..2024-02-29 period"),
    ("It began in mid-July 2022.", "mid-July 2022 = 2022-07-11..2022-07-20 period"),
    ("It began at the end of April.", "the end of April = 2024-04-21..2024-04-30 period"),
    ("It began at the start of April.", "the start of April = 2024-04-01..2024-04-10 period"),
    ("It was decided late last month.", "late last month = 2024-04-21..2024-04-30 period"),
    ("On March 11 he left.", "March 11 = 2024-03-11 day"),
    ("In May 20 people were killed.", "May = 2024-05-01..2024-05-31 month"),
    ("Sanctions of July 2015 were lifted on 3 May.",
     "July 2015 = 2015-07-01..2015-07-31 month | 3 May = 2024-05-03 day"),
    ("He was freed on 4 June 2014. On 9 July he left.",
     "4 June 2014 = 2014-06-04 day | 9 July = 2014-07-09 day"),
    ("He was freed on 4 June 2014. On 9 January he left.", "4 June 2014 = 2014-06-04 day | 9 January = ?"),
]  # fmt: skip
WEEKDAYS = [
    ("Ministers met on Monday.", "Monday = 2024-05-06 day"),
    ("Ministers met on Wednesday.", "Wednesday = 2024-05-08 day"),
    ("Ministers met on Thursday.", "Thursday = 2024-05-02 day"),
    ("Ministers will meet on Friday.", "Friday = 2024-05-10 day"),
    ("Ministers will meet on Wednesday.", "Wednesday = 2024-05-08 day"),
    ("The talks are scheduled for Friday.", "Friday = 2024-05-10 day"),
    ("The talks are due to begin on Friday.", "Friday = 2024-05-10 day"),
    ("He plans to visit Rome on Friday.", "Friday = 2024-05-10 day"),
    ("Ministers to meet on Friday", "Friday = 2024-05-10 day"),
    ("The upcoming summit on Friday is vital.", "Friday = 2024-05-10 day"),
    ("The truce begins on Thursday.", "Thursday = 2024-05-09 day"),
    ("He said last Tuesday that he knew.", "last Tuesday = 2024-05-07 day"),
    ("He left last Wednesday.", "last Wednesday = 2024-05-01 day"),
    ("This Friday is the day.", "This Friday = 2024-05-10 day"),
    ("He will go next Tuesday.", "next Tuesday = 2024-05-14 day"),
    ("He will go this coming Sunday.", "this coming Sunday = 2024-05-12 day"),
    ("He left this past Sunday.", "this past Sunday = 2024-05-05 day"),
    ("It began Monday night.", "Monday night = 2024-05-06 day"),
    ("It began late on Monday.", "late on Monday = 2024-05-06 day"),
    ("He spoke later on Tuesday.", "later on Tuesday = 2024-05-07 day"),
    ("It began early Tuesday.", "early Tuesday = 2024-05-07 day"),
    ("He was held since Thursday.", "Thursday = 2024-05-02 day"),
    ("Iran must withdraw by Friday.", "Friday = 2024-05-10 day"),
    ("It demanded a withdrawal by Friday.", "Friday = 2024-05-10 day"),
    ("By Friday, 200 had been killed.", "Friday = 2024-05-03 day"),
    ("The truce was extended until Friday.", "Friday = 2024-05-10 day"),
    ("The siege lasted until Friday.", "Friday = 2024-05-03 day"),
    ("He condemned Monday's attack.", "Monday = 2024-05-06 day"),
    ("He spoke ahead of Sunday's election.", "Sunday = 2024-05-12 day"),
    ("On Friday, the ministers will meet.", "Friday = 2024-05-10 day"),
    ("He said on Tuesday that the talks will begin on Friday.",
     "Tuesday = 2024-05-07 day | Friday = 2024-05-10 day"),
    ("The deal, signed on Monday, will last.", "Monday = 2024-05-06 day"),
    ("“We will vote on Sunday,” he said on Tuesday.", "Sunday = 2024-05-12 day | Tuesday = 2024-05-07 day"),
    ("They said they would meet on Saturday.", "Saturday = 2024-05-11 day"),
    ("It had been due to expire on Friday.", "Friday = 2024-05-03 day"),
    ("He arrived on Tuesday of last week.", "Tuesday of last week = 2024-04-30 day"),
    ("His visit was moved from Monday to Thursday.", "Monday = 2024-05-06 day | Thursday = 2024-05-02 day"),
]  # fmt: skip
NEAR_DAYS = [
    ("He spoke today.", "today = 2024-05-08 day"),
    ("He speaks tonight.", "tonight = 2024-05-08 day"),
    ("He spoke yesterday.", "yesterday = 2024-05-07 day"),
    ("He spoke yesterday morning.", "yesterday morning = 2024-05-07 day"),
    ("He speaks tomorrow.", "tomorrow = 2024-05-09 day"),
    ("He spoke this morning.", "this morning = 2024-05-08 day"),
    ("He spoke last night.", "last night = 2024-05-07 day"),
    ("He spoke the day before yesterday.", "the day before yesterday = 2024-05-06 day"),
    ("He speaks the day after tomorrow.", "the day after tomorrow = 2024-05-10 day"),
    ("Rockets fell overnight.", "overnight = 2024-05-07..2024-05-08 period"),
    ("It came two days ago.", "two days ago = 2024-05-06 day"),
    ("It came about 10 days ago.", "about 10 days ago = 2024-04-28 day"),
    ("It came three weeks ago.", "three weeks ago = 2024-04-15..2024-04-21 week"),
    ("It came a couple of weeks ago.", "a couple of weeks ago = 2024-04-22..2024-04-28 week"),
    ("It came five months ago.", "five months ago = 2023-12-01..2023-12-31 month"),
    ("It came two years ago.", "two years ago = 2022-01-01..2022-12-31 year"),
    ("It came a few days ago.", "a few days ago = ?"),
    ("It came several years ago.", "several years ago = ?"),
    ("It came more than two years ago.", "more than two years ago = ?"),
    ("It came a year and a half ago.", "a year and a half ago = ?"),
    ("It ends three days from now.", "three days from now = 2024-05-11 day"),
    ("It ends in two weeks' time.", "in two weeks' time = 2024-05-20..2024-05-26 week"),
]
UNITS = [
    ("It fell this week.", "this week = 2024-05-06..2024-05-12 week"),
    ("It fell last week.", "last week = 2024-04-29..2024-05-05 week"),
    ("It falls next week.", "next week = 2024-05-13..2024-05-19 week"),
    ("It fell earlier this week.", "earlier this week = 2024-05-06..2024-05-08 period"),
    ("It falls later this week.", "later this week = 2024-05-08..2024-05-12 period"),
    ("It fell late last week.", "late last week = 2024-05-02..2024-05-05 period"),
    ("It fell last month.", "last month = 2024-04-01..2024-04-30 month"),
    ("It falls next month.", "next month = 2024-06-01..2024-06-30 month"),
    ("It fell earlier this month.", "earlier this month = 2024-05-01..2024-05-08 period"),
    ("It fell last year.", "last year = 2023-01-01..2023-12-31 year"),
    ("It fell earlier this year.", "earlier this year = 2024-01-01..2024-05-08 period"),
    ("It falls early next year.", "early next year = 2025-01-01..2025-04-30 period"),
    ("It falls by the end of the year.", "the end of the year = 2024-12-01..2024-12-31 period"),
    ("It falls by the end of the month.", "the end of the month = 2024-05-21..2024-05-31 period"),
    ("Fighting raged over the weekend.", "the weekend = 2024-05-04..2024-05-05 period"),
    ("At the weekend he will go home.", "the weekend = 2024-05-11..2024-05-12 period"),
    ("They vote this weekend.", "this weekend = 2024-05-11..2024-05-12 period"),
    ("They voted last weekend.", "last weekend = 2024-05-04..2024-05-05 period"),
    ("They fought last summer.", "last summer = 2023-06-01..2023-08-31 season"),
    ("They vote this summer.", "this summer = 2024-06-01..2024-08-31 season"),
    ("It began in spring 2023.", "spring 2023 = 2023-03-01..2023-05-31 season"),
    ("It began in the autumn of 2022.", "autumn of 2022 = 2022-09-01..2022-11-30 season"),
    ("It began in winter 2022-23.", "winter 2022-23 = 2022-12-01..2023-02-28 season"),
    ("It began last winter.", "last winter = 2023-12-01..2024-02-29 season"),
    ("It grew in the third quarter of 2023.", "third quarter of 2023 = 2023-07-01..2023-09-30 quarter"),
    ("It grew in Q3 2023.", "Q3 2023 = 2023-07-01..2023-09-30 quarter"),
    ("It grew in the first quarter.", "first quarter = 2024-01-01..2024-03-31 quarter"),
    ("It grew last quarter.", "last quarter = 2024-01-01..2024-03-31 quarter"),
    ("It grew in the first half of 2023.", "first half of 2023 = 2023-01-01..2023-06-30 period"),
]
YEARS = [
    ("It began in 2019.", "2019 = 2019-01-01..2019-12-31 year"),
    ("It has lasted since 2022.", "2022 = 2022-01-01..2022-12-31 year"),
    ("Resolution 2231 of 2015 was adopted.", "2015 = 2015-01-01..2015-12-31 year"),
    ("It began in 2017, 2018 and 2019.", "2017 = 2017-01-01..2017-12-31 year | "
     "2018 = 2018-01-01..2018-12-31 year | 2019 = 2019-01-01..2019-12-31 year"),
    ("They fought between 2014 and 2016.", "between 2014 and 2016 = 2014-01-01..2016-12-31 period"),
    ("They fought from 2014 to 2016.", "2014 to 2016 = 2014-01-01..2016-12-31 period"),
    ("They fought in 2014-16.", "2014-16 = 2014-01-01..2016-12-31 period"),
    ("It began in late 2022.", "late 2022 = 2022-09-01..2022-12-31 period"),
    ("It ended at the end of 2023.", "the end of 2023 = 2023-12-01..2023-12-31 period"),
    ("It began in the 1990s.", "1990s = 1990-01-01..1999-12-31 decade"),
    ("It began in the late 1980s.", "the late 1980s = 1987-01-01..1989-12-31 period"),
    ("It began in the '80s.", "'80s = 1980-01-01..1989-12-31 decade"),
    ("It began in the nineties.", "nineties = 1990-01-01..1999-12-31 decade"),
    ("It began in the 19th century.", "19th century = 1800-01-01..1899-12-31 period"),
]  # fmt: skip
RANGES = [
    ("He visits from 3 to 5 June.", "3 to 5 June = 2024-06-03..2024-06-05 period"),
    ("He visits on June 3-5.", "June 3-5 = 2024-06-03..2024-06-05 period"),
    ("He visited on 3–5 June 2023.", "3–5 June 2023 = 2023-06-03..2023-06-05 period"),
    ("He visits between May 13 and 15.", "between May 13 and 15 = 2024-05-13..2024-05-15 period"),
    ("He visits from May 28 to June 3.", "May 28 to June 3 = 2024-05-28..2024-06-03 period"),
    ("It ran from 28 December to 3 January 2024.",
     "28 December to 3 January 2024 = 2023-12-28..2024-01-03 period"),
    ("It ran between July and September 2023.",
     "between July and September 2023 = 2023-07-01..2023-09-30 period"),
]  # fmt: skip
DISCOURSE = [
    ("They met on Monday. A day earlier he had left.",
     "Monday = 2024-05-06 day | A day earlier = 2024-05-05 day"),
    ("They met on Monday. The same day he left.", "Monday = 2024-05-06 day | The same day = 2024-05-06 day"),
    ("They met on Monday. The following day he left.",
     "Monday = 2024-05-06 day | The following day = 2024-05-07 day"),
    ("They met on 4 June 2014. Two days later he left.",
     "4 June 2014 = 2014-06-04 day | Two days later = 2014-06-06 day"),
    ("They met on 4 June 2014. A week later he left.",
     "4 June 2014 = 2014-06-04 day | A week later = 2014-06-09..2014-06-15 week"),
    ("They met in 2014. Two years later he left.",
     "2014 = 2014-01-01..2014-12-31 year | Two years later = 2016-01-01..2016-12-31 year"),
    ("They met in 2014. The following year he left.",
     "2014 = 2014-01-01..2014-12-31 year | The following year = 2015-01-01..2015-12-31 year"),
    ("They met on 4 June 2014. Later that month he left.",
     "4 June 2014 = 2014-06-04 day | Later that month = 2014-06-04..2014-06-30 period"),
    ("They met on 4 June 2014. The previous Friday he was ill.",
     "4 June 2014 = 2014-06-04 day | The previous Friday = 2014-05-30 day"),
    ("A day earlier he had left.", "A day earlier = ?"),
    ("The same day he left.", "The same day = ?"),
    ("They met in 2014. The same day he left.", "2014 = 2014-01-01..2014-12-31 year | The same day = ?"),
]  # fmt: skip
FEASTS = [
    ("He spoke on Christmas Day.", "Christmas Day = 2023-12-25 day"),
    ("He spoke on New Year's Eve.", "New Year's Eve = 2023-12-31 day"),
    ("He spoke on New Year's Day 2024.", "New Year's Day 2024 = 2024-01-01 day"),
    ("Troops left last Christmas.", "last Christmas = 2023-12-25 day"),
    ("He prayed at Easter.", "Easter = 2024-03-31 day"),
    ("He prayed on Easter Monday.", "Easter Monday = 2024-04-01 day"),
    ("He prayed on Good Friday.", "Good Friday = 2024-03-29 day"),
    ("He prayed on Orthodox Easter.", "Orthodox Easter = 2024-05-05 day"),
    ("It fell during Ramadan.", "Ramadan = 2024-03-11..2024-04-09 period"),
    ("It fell in Ramadan 2023.", "Ramadan 2023 = 2023-03-23..2023-04-21 period"),
    ("It fell on Eid al-Fitr.", "Eid al-Fitr = ?"),
    ("He marched on May Day.", "May Day = 2024-05-01 day"),
    ("He marches on Bastille Day.", "Bastille Day = 2024-07-14 day"),
    ("He spoke on U.S. Independence Day 2023.", "Independence Day 2023 = 2023-07-04 day"),
    ("He spoke on Independence Day.", "Independence Day = ?"),
    ("He spoke on the Fourth of July 2023.", "the Fourth of July 2023 = 2023-07-04 day"),
    ("They met on Thanksgiving Day 2023.", "Thanksgiving Day 2023 = 2023-11-23 day"),
]
TENSES = [
    ("He was killed on 20 May.", "20 May = 2023-05-20 day"),
    ("He was reelected in June.", "June = 2023-06-01..2023-06-30 month"),
    ("The law was passed on 20 May.", "20 May = 2023-05-20 day"),
    ("The rebels seized the port on 20 May.", "20 May = 2023-05-20 day"),
    ("In June, he was jailed.", "June = 2023-06-01..2023-06-30 month"),
    ("On 20 May he left.", "20 May = 2023-05-20 day"),
    ("He met the pope on 9 May.", "9 May = 2024-05-09 day"),  # another time zone
    ("Prices have risen since June.", "June = 2023-06-01..2023-06-30 month"),
    ("She has been in jail since May 20.", "May 20 = 2023-05-20 day"),
    ("Fighting has gone on since late June.", "late June = 2023-06-21..2023-06-30 period"),
    ("Elections were called for 9 June.", "9 June = 2024-06-09 day"),
    ("The deadline was extended to 20 May.", "20 May = 2024-05-20 day"),
    ("The vote was scheduled for June.", "June = 2024-06-01..2024-06-30 month"),
    ("The hearing was postponed until June.", "June = 2024-06-01..2024-06-30 month"),
    ("The president announced a referendum in June.", "June = 2024-06-01..2024-06-30 month"),
    ("Ukraine welcomed the summit in June.", "June = 2024-06-01..2024-06-30 month"),
    ("In response to an article on Thursday, he quit.", "Thursday = 2024-05-02 day"),
    ("Speaking to reporters on Friday, he denied it.", "Friday = 2024-05-03 day"),
    ("She is leading the race thanks to her win on Friday.", "Friday = 2024-05-03 day"),
    ("Sanctions will follow in response to the raid on Sunday.", "Sunday = 2024-05-05 day"),
    ("All eyes are looking to the June 9 vote.", "June 9 = 2024-06-09 day"),
]
IN_TIME = [
    ("He will step down in two weeks.", "in two weeks = 2024-05-20..2024-05-26 week"),
    ("Parliament will vote in three months, he said.", "in three months = 2024-08-01..2024-08-31 month"),
    ("The debt would be repaid in five years.", "in five years = 2029-01-01..2029-12-31 year"),
    ("He'll be back in a month.", "in a month = 2024-06-01..2024-06-30 month"),
]
PARTS = [
    ("Troops left in the first week of March.", "first week of March = 2024-03-01..2024-03-07 period"),
    ("Troops left in the last week of April.", "last week of April = 2024-04-24..2024-04-30 period"),
    ("Troops left on the last day of March.", "last day of March = 2024-03-31 day"),
    ("It fell on the first weekend of March 2023.", "first weekend of March 2023 = 2023-03-04..2023-03-05 period"),
    ("It fell on the last weekend of March 2023.", "last weekend of March 2023 = 2023-03-25..2023-03-26 period"),
    ("Strikes hit the second half of April.", "second half of April = 2024-04-16..2024-04-30 period"),
    ("It ended in the final days of April.", "final days of April = 2024-04-21..2024-04-30 period"),
    ("It began in the first days of April.", "first days of April = 2024-04-01..2024-04-10 period"),
    ("It fell on the fourth fortnight of April.", "fourth fortnight of April = ?"),
    ("It grew in the last quarter of 2023.", "last quarter of 2023 = 2023-10-01..2023-12-31 quarter"),
    ("In the first three months of 2024, it fell.", "first three months of 2024 = 2024-01-01..2024-03-31 period"),
    ("The last two quarters of last year were bad.", "last two quarters of last year = 2023-07-01..2023-12-31 period"),
    ("It falls on the last day of the month.", "last day of the month = 2024-05-31 day"),
    ("He will leave by year's end.", "year's end = 2024-12-01..2024-12-31 period"),
    ("It collapsed over the summer.", "summer = 2023-06-01..2023-08-31 season"),
    ("In the summer, fires broke out.", "summer = 2023-06-01..2023-08-31 season"),
    ("Growth slowed for the full year.", "the full year = 2024-01-01..2024-12-31 year"),
]
YEARS_OF_NOUNS = [
    ("Its 1982 invasion of Lebanon failed.", "1982 = 1982-01-01..1982-12-31 year"),
    ("Israel's 1982 invasion failed.", "1982 = 1982-01-01..1982-12-31 year"),
    ("He fled after a failed 2016 coup.", "2016 = 2016-01-01..2016-12-31 year"),
    ("That 1978 resolution is binding.", "1978 = 1978-01-01..1978-12-31 year"),
    ("The IMF cut its forecast for 2025.", "2025 = 2025-01-01..2025-12-31 year"),
    ("The budget for 2025 was passed.", "2025 = 2025-01-01..2025-12-31 year"),
    ("The war may last into 2025.", "2025 = 2025-01-01..2025-12-31 year"),
    ("He won in both 2008 and 2012.",
     "2008 = 2008-01-01..2008-12-31 year | 2012 = 2012-01-01..2012-12-31 year"),
    ("The bonds are due 2030.", "2030 = 2030-01-01..2030-12-31 year"),
    ("That was Atlanta nineteen ninety-six.", "nineteen ninety-six = 1996-01-01..1996-12-31 year"),
]  # fmt: skip
COMPARISONS = [
    ("In the third quarter of 2023 it earned $3, up from $2 a year earlier.",
     "third quarter of 2023 = 2023-07-01..2023-09-30 quarter | a year earlier = 2022-07-01..2022-09-30 quarter"),
    ("It did well in the third quarter of 2023. For the nine months it earned $3, up from $2 a year earlier.",
     "third quarter of 2023 = 2023-07-01..2023-09-30 quarter | a year earlier = 2022-01-01..2022-12-31 year"),
    ("It fell in the first quarter. The year-ago quarter was good.",
     "first quarter = 2024-01-01..2024-03-31 quarter | The year-ago quarter = 2023-01-01..2023-03-31 quarter"),
    ("It fell in the first quarter and may fall in the third quarter. In the year-ago period it rose.",
     "first quarter = 2024-01-01..2024-03-31 quarter | third quarter = 2024-07-01..2024-09-30 quarter | "
     "the year-ago period = 2023-01-01..2023-03-31 quarter"),
    ("In the quarter ended Jan. 31, it rose.",
     "the quarter = 2023-11-01..2024-01-31 quarter | Jan. 31 = 2024-01-31 day"),
    ("Last year it lost money. The year-earlier results were restated.",
     "Last year = 2023-01-01..2023-12-31 year | year-earlier = 2023-01-01..2023-12-31 year"),
    ("Last year he won. A year earlier he had lost.",
     "Last year = 2023-01-01..2023-12-31 year | A year earlier = 2022-01-01..2022-12-31 year"),
    ("Prices rose last year and are 3 percent higher than a year earlier.",
     "last year = 2023-01-01..2023-12-31 year | a year earlier = ?"),
]  # fmt: skip
KNOWN_DAYS = [
    ("Since the October 7 attacks by Hamas it has fought.", "October 7 = 2023-10-07 day"),
    ("He joined the January 6 riot.", "January 6 = 2021-01-06 day"),
]
CASES = [
    *FULL_DATES, *DAYS_AND_MONTHS, *WEEKDAYS, *NEAR_DAYS, *UNITS, *YEARS, *RANGES, *DISCOURSE, *FEASTS,
    *KNOWN_DAYS, *TENSES, *IN_TIME, *PARTS, *YEARS_OF_NOUNS, *COMPARISONS,
]  # fmt: skip

NO_DATES = [
    "The truce holds for two weeks.",
    "They must leave within 30 days.",
    "A 30-day ceasefire began.",
    "It held for the past three years.",
    "It fell over the past week and in the last few days.",
    "A two-day visit ended.",
    "He prays every Monday and on Mondays.",
    "Orangemen march each July.",
    "Mrs May said so.",
    "May the best man win.",
    "Theresa May spoke. A speech by May followed.",
    "The March on Rome shook Italy.",
    "He marched; the march was long.",
    "Jan Egeland and April Smith met.",
    "He told the Sunday Times.",
    "He watched Saturday Night Live.",
    "Friday prayers were held.",
    "Shops open on Black Friday.",
    "The Good Friday Agreement holds.",
    "They recalled Bloody Sunday.",
    "Some 1,500 fled.",
    "It sent 1800 troops.",
    "A force of 2000 soldiers came.",
    "It fell by 1600 GMT.",
    "It was the first visit in five years.",
    "It was the third attack in two days.",
    "It will be the third vote in two years.",
    "He will visit five countries in six days.",
    "He pledged to create 700,000 jobs in seven years.",
    "She wears a hat she has not worn in six months.",
    "How many can we take in a year?",
    "I do not think he will collapse in a week.",
    "They will have lost three leaders in two years.",
    "Curfews fell on Monday and Tuesday nights.",
    "They gather on Sunday evenings.",
    "In today's world that is a risk.",
    "His 2000 followers left.",
    "He paid a 1500 euro fine.",
    "He sold it for 2000 roubles.",
    "The latest period was good, and the period of grace is over.",
    "The 2015 nuclear deal is dead.",
    "The 2016 election was close.",
    "UN Resolution 1701 was adopted.",
    "Vision 2030 is a plan.",
    "It cost $2000 and 2000% more.",
    "Half of the 24/7 staff left at 12:30 on 3-4 counts, 5.5 each.",
    "Russia Today and USA Today wrote.",
    "He is one of the people of tomorrow.",
    "An overnight success.",
    "ABC's This Week asked him.",
    "Prices fall and the fall of Kabul came.",
    "The Easter Rising failed on Easter Island.",
    "Talks will follow in the coming weeks and in recent years.",
    "",
    "   \n\n ",
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_dates_are_found_and_resolved(text: str, expected: str) -> None:
    assert " | ".join(shown(text)) == expected


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_not_reported(text: str) -> None:
    assert shown(text) == []


def test_there_are_enough_cases() -> None:
    assert len(CASES) + len(NO_DATES) >= 150


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was signed on 8 May 2024.", "8 May 2024 = 2024-05-08 day"),
        ("It fell in July 2024.", "July 2024 = 2024-07-01..2024-07-31 month"),
        ("It fell in 1962.", "1962 = 1962-01-01..1962-12-31 year"),
        ("It fell in the 1990s.", "1990s = 1990-01-01..1999-12-31 decade"),
        ("It fell in spring 2023.", "spring 2023 = 2023-03-01..2023-05-31 season"),
        ("They met on Monday.", "Monday = ?"),
        ("They met on 8 May.", "8 May = ?"),
        ("They met in July.", "July = ?"),
        (
            "They met last week, yesterday and two days ago.",
            "last week = ? | yesterday = ? | two days ago = ?",
        ),
        ("They met over the weekend.", "the weekend = ?"),
        ("They met last summer.", "last summer = ?"),
        ("They met early next year.", "early next year = ?"),
        ("They met at Easter.", "Easter = ?"),
        ("They met on 8 May 2024. A day earlier he left.", "8 May 2024 = 2024-05-08 day | A day earlier = ?"),
    ],
)
@pytest.mark.parametrize("published", [None, "", "last Monday"])
def test_without_publication_only_years_of_their_own_resolve(text: str, expected: str, published: str | None) -> None:
    assert " | ".join(shown(text, published)) == expected


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        ("2024-05-08T23:10:00+02:00", "They met yesterday.", "yesterday = 2024-05-07 day"),
        ("2024-01-02", "They met in December.", "December = 2023-12-01..2023-12-31 month"),
        ("2024-12-30", "They will meet on 3 January.", "3 January = 2025-01-03 day"),
        ("2024-03-01", "They met yesterday.", "yesterday = 2024-02-29 day"),
        ("2024-05-05", "They met over the weekend.", "the weekend = 2024-05-04..2024-05-05 period"),
        (
            "2023-10-26",
            "In the year-ago third quarter it rose.",
            "year-ago third quarter = 2022-07-01..2022-09-30 quarter",
        ),
        ("2024-01-15", "Prices rose for the full year.", "the full year = 2023-01-01..2023-12-31 year"),
        ("2024-11-20", "It has governed since December.", "December = 2023-12-01..2023-12-31 month"),
        ("2024-01-15", "They fought last winter.", "last winter = 2022-12-01..2023-02-28 season"),
        ("0001-01-01", "They met two years ago.", "two years ago = ?"),
        ("9999-12-31", "They meet tomorrow.", "tomorrow = ?"),
    ],
)
def test_the_day_of_publication_decides(published: str, text: str, expected: str) -> None:
    assert " | ".join(shown(text, published)) == expected


@pytest.mark.parametrize(
    ("text", "relative", "history"),
    [
        ("It fell on 8 May 2024.", False, False),
        ("It fell on Monday.", True, False),
        ("It fell in 2019.", False, True),
        ("It fell in 2022.", False, False),
        ("It fell on 7 May 2022.", False, True),
        ("It fell on 8 May 2022.", False, False),
        ("It fell two years ago.", True, False),
        ("It fell more than five years ago.", True, True),
        ("It fell decades ago.", True, True),
        ("It ends in 2050.", False, False),
    ],
)
def test_relative_and_history(text: str, relative: bool, history: bool) -> None:
    [found] = read(text)
    assert (found.relative, found.history) == (relative, history)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Israel [struck] Gaza on Monday.", "Monday"),
        ("On Monday, Israel [struck] Gaza.", "Monday"),
        ("Israel on Monday [struck] Gaza.", "Monday"),
        ("On Monday, Israel will [strike] Gaza.", "Monday"),
        ("Speaking in Paris on Monday, he [accused] Iran.", "Monday"),
        ("He said on Monday that Israel [struck] Gaza.", None),
        ("He [said] on Monday that Israel struck Gaza.", "Monday"),
        ("He [condemned] Monday's attack.", None),
        ("He condemned Monday's [attack].", "Monday"),
        ("He [condemned] the July 7 attack.", None),
        ("He condemned the July 7 [attack].", "July 7"),
        ("The [attack] of 7 October shocked all.", "7 October"),
        ("They [condemned] the attack of 7 October.", None),
        ("On Monday he [announced] a visit on Friday.", "Monday"),
        ("On Monday he announced a [visit] on Friday.", "Friday"),
        ("He accused Iran of [attacking] ships last month.", "last month"),
        ("He [accused] Iran of attacking ships last month.", None),
        ("Iran has [attacked] ships since May 3.", "May 3"),
        ("They [attacked] after Monday.", None),
        ("The [talks] in Geneva on Monday failed.", "Monday"),
        ("Ministers met on Monday and [agreed] a plan.", None),
        ('"We [attacked] them on Tuesday," he said on Wednesday.', "Tuesday"),
        ('"We attacked them on Tuesday," he [said] on Wednesday.', "Wednesday"),
        ('He [warned]: "We will attack the whole of the city on Tuesday."', None),
        ('He called the raid "a [crime]" on Monday.', "Monday"),
        ("Rebels [seized the town on Monday].", "Monday"),
        ("Israel [struck] Gaza.", None),
        ("They [recalled] Israel's 1982 invasion of Lebanon.", None),
        ("They recalled Israel's 1982 [invasion] of Lebanon.", "1982"),
        ("The court [condemned] its 1990 invasion of Kuwait on Monday.", "Monday"),
    ],
)
def test_date_for_follows_the_grammar(text: str, expected: str | None) -> None:
    start, end = text.index("["), text.index("]") - 1
    text = text.replace("[", "").replace("]", "")
    sentences = Sentences(text)
    found = date_for((start, end), read(text), sentences.around(start))
    assert (text[found.start : found.end] if found else None) == expected


@pytest.mark.parametrize(
    ("year", "western", "eastern"),
    [(2000, (4, 23), (4, 30)), (2016, (3, 27), (5, 1)), (2024, (3, 31), (5, 5)), (2025, (4, 20), (4, 20))],
)
def test_easter(year: int, western: tuple[int, int], eastern: tuple[int, int]) -> None:
    assert val.easter(year) == date(year, *western)
    assert val.orthodox_easter(year) == date(year, *eastern)


_VOCABULARY = """
its will be in two weeks first half of last days year's end ended year-ago period than nights for due
on in the of a early late mid last next this end May March July Monday Friday 8 31 2024 1962
2024-02-30 week month year years days two three ago earlier later same following day will was said
by until since from to between and quarter third weekend summer winter 1990s today yesterday
Christmas Easter Ramadan - , . " ' 9/11 0 9999
"""
_WORDS = st.sampled_from([*_VOCABULARY.split(), "\n", "\n\n"])
_NEWS = st.lists(_WORDS, max_size=25).map(" ".join)
_PUBLISHED = st.one_of(st.none(), st.dates().map(date.isoformat), st.datetimes().map(lambda d: d.isoformat()))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), _NEWS), _PUBLISHED)
def test_any_text_gives_sound_dates(text: str, published: str | None) -> None:
    found = read(text, published)
    assert found == read(text, published)
    end = 0
    for t in found:
        assert end <= t.start < t.end <= len(text)
        end = t.end
        if t.date is None:
            continue
        assert t.date.text == text[t.start : t.end]
        assert date.fromisoformat(t.date.start) <= date.fromisoformat(t.date.end)
        if t.history:
            assert published is not None and t.date.end < published[:10]
        if published is None:
            assert not t.relative


@settings(max_examples=100, deadline=None)
@given(_NEWS, st.integers(0, 200), st.integers(0, 30))
def test_date_for_gives_a_time_of_the_sentence_or_none(text: str, start: int, length: int) -> None:
    sentences = Sentences(text)
    found = read(text)
    sentence = sentences.around(min(start, len(text)))
    time = date_for((start, start + length), found, sentence)
    assert time is None or (time in found and sentence[0] <= time.start and time.end <= sentence[1])


@pytest.mark.parametrize("text", ["May 8" + " " * 20000 + "2024", "the end of " * 3000, "early " * 3000, "3 " * 5000])
def test_long_runs_do_not_hang_or_overflow(text: str) -> None:
    assert len(read(text)) <= 1


@pytest.mark.parametrize("text", ["the quarter ended ", "first week of ", "the end of the first day of "])
def test_what_refers_to_itself_without_end_is_no_date(text: str) -> None:
    assert read(text * 2000) == []


def test_a_date_does_not_cross_a_paragraph() -> None:
    assert shown("He will vote in May\n\n8 people died") == ["May = 2024-05-01..2024-05-31 month"]

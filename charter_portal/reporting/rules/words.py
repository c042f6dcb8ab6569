"""What the figures of a national picture are, in plain words that go wherever they go."""

from charter_portal.reporting.rules.measuring import Group

HOW_TO_READ = (
    "* stands for 1 to 7 people, or for a number that would give such a number away. 0 is shown. "
    "Other numbers of people are rounded to the nearest 5. "
    "What is hidden in one period is hidden in the other, too."
)
PERIOD_WORDS = (
    "The picture of a round is about the twelve months until the round closed. "
    "It is about fewer days when the round before closed less than a year earlier. "
    "So no day counts in two pictures."
)
KEPT_WORDS = (
    "It is made once, after the results of the round are shared, and does not change afterwards. "
    "Otherwise two looks at it could tell what one look hides."
)
TIER_WORDS = (
    "Services that were given a tier in this round, by setting and by the region of their organisation. "
    "These are services, not people, so nothing is hidden."
)
DEFINITIONS = {
    Group.POSTS: (
        "Places in posts that were filled on the last day of the period, by level of the career framework. "
        "Paid, apprentice and volunteer posts count. A filled place is a person. Levels are not pay bands."
    ),
    Group.WAY_IN: (
        "People who reached each step in the period, from a first interest to a year in post. "
        "A person who reached it in two settings counts in both."
    ),
    Group.BARRIERS: (
        "How often each barrier was in a service’s log in the period, open or closed. A barrier is a matter "
        "of a service. It may be about one person, so small numbers are hidden here, too."
    ),
}
VETTING_WORDS = (
    "The median number of days from the first start of prison or police vetting until it was cleared. "
    "It is about vetting cleared in the period. Time until a refusal was reconsidered counts. "
    "Medians of 1 to 7 people are hidden."
)

"""Words that most guessable passwords are made of. `passwords.py` finds them inside longer ones.

Together with digits, years, signs and letters swapped for digits they stand for many thousands of the
passwords that are tried first.
"""

PASSWORD_WORDS = """
password passwort passw pass word letmein welcome login logon admin administrator root user guest master
access secret private default changeme change update temp temporary test testing tester demo sample example
system server computer laptop internet online network windows microsoft google facebook twitter instagram
linkedin amazon apple iphone samsung android yahoo hotmail gmail outlook email mail website portal office
work job team staff company business service support help helpdesk hello hithere goodbye please thankyou
whatever nothing something anything trustno trust open opensesame sesame enter entry exit unlock lock key
keys iloveyou iloveu loveyou lovely love lover loveme forever always family mother mum mummy mom father dad
daddy sister brother baby babygirl babyboy darling honey sweetheart sweetie angel princess prince queen king
kingdom royal lady girl boy woman women man men people friend friends bestfriend buddy mate boss chief
captain general soldier ranger hunter shooter killer fighter warrior ninja samurai wizard magic dragon
phoenix unicorn vampire zombie monster ghost shadow demon devil heaven hell angels spirit soul jesus christ
god godislove blessed faith hope grace peace freedom liberty justice victory success winner champion legend
hero superman batman spiderman ironman joker marvel avengers starwars startrek matrix skywalker pokemon
pikachu minecraft fortnite roblox playstation nintendo xbox gamer gaming player game mario sonic zelda
naruto football soccer baseball basketball hockey cricket rugby tennis golf golfer boxing racing ferrari
porsche mercedes mustang corvette camaro yamaha honda toyota nissan suzuki kawasaki harley jaguar bentley
arsenal chelsea liverpool everton manchester united city tottenham spurs newcastle sunderland westham villa
aston leeds celtic rangers wolves leicester southampton brighton fulham palace derby forest sheffield
burnley blackburn bolton portsmouth barcelona madrid juventus milan england scotland wales ireland britain
british london birmingham glasgow edinburgh cardiff belfast bristol york oxford cambridge paris berlin rome
america american canada australia germany france spain italy europe africa india pakistan china japan russia
brazil mexico texas florida chicago boston dallas denver jordan monday tuesday wednesday thursday friday
saturday sunday january february march april may june july august september october november december spring
summer autumn winter christmas easter holiday birthday weekend today tomorrow sunshine sunny sunset sunrise
moonlight moon stars star starlight rainbow snow snowman snowball rain thunder lightning storm stormy ocean
beach island river mountain garden flower flowers rose lily daisy jasmine tulip orchid butterfly dolphin
tiger lion leopard panther eagle falcon hawk bear wolf monkey donkey horse horses pony elephant turtle
rabbit bunny kitten kitty puppy doggy dog dogs cat cats bird birdie fish fishing shark snake spider scorpion
chicken turkey pig piglet cow buffalo bulldog beagle labrador chocolate cookie cookies biscuit cheese
cheesecake banana orange lemon cherry strawberry blueberry peach peaches apples pepper ginger peanut popcorn
coffee pizza burger butter sugar candy honeybee whiskey vodka guinness beer wine cocacola pepsi black white
red blue green yellow purple pink brown silver golden gold diamond diamonds crystal emerald ruby sapphire
platinum copper metal steel iron music guitar drummer piano rock rocker rockstar metallica nirvana eminem
beatles elvis madonna beyonce rihanna adele drake jazz dance dancer dancing singer disco happy lucky smile
smiley crazy awesome amazing perfect beautiful pretty cute sexy cool sweet wonderful super fantastic great
good best better bigdog bigboy bad badboy little shorty tiny giant mega ultra power powerful strong energy
rocket turbo speed fast flash fire fireball ice iceman snoopy scooby garfield mickey minnie disney tigger
winnie pooh barbie qwerty qwertz azerty asdf asdfgh zxcvbn zxcvbnm qazwsx qweasd qweasdzxc abc abcd abcdef
abcdefg onetwothree one two three four five six seven eight nine ten hundred thousand million first second
third number numbers michael jennifer jessica ashley thomas robert daniel andrew joshua matthew nicole
william george charlie charles richard anthony patrick martin justin taylor austin morgan jackson samantha
victoria heather michelle amanda melissa rebecca hannah rachel sarah laura emma emily sophie olivia chloe
megan lauren lucy katie alice amelia isabella jasper oliver harry jack james john david peter paul mark
steven stephen kevin brian gary simon andrea alexander alexandra nicholas benjamin samuel joseph edward
henry arthur alfie oscar leo max maxwell sam tom ben dan joe chris mike dave steve alex anna maria marie
lisa karen susan linda julie claire helen jane mary elizabeth diana kate catherine margaret patricia barbara
sandra donna tracey sharon debbie natasha natalie stephanie tiffany vanessa veronica angela angelina gabriel
gabriela carlos antonio fernando roberto alejandro mohammed muhammad ahmed ali hassan fatima ibrahim omar
yusuf maggie molly bella buster bailey milo teddy rocky rusty shelby sparky tucker cooper coco lola poppy
school college university teacher student nurse doctor hospital health healthcare police prison probation
custody council charity foundation manager engineer driver builder farmer lawyer money dollar dollars pound
pounds rich millionaire lottery bank banking casino poker chance house home room door window kitchen street
road car cars truck bike train plane airplane ship boat sailing travel world earth planet space galaxy
universe nature jungle desert desire dream dreams dreamer dreaming believe remember memory forget forgot
whoami iamthe ihate tigers eagles lions bears bulls hawks sharks panthers cowboys yankees lakers steelers
packers broncos
""".split()

PORTAL_WORDS = """
charter lived experience livedexperience careermatters career matters portal award awards bronze silver
application assessment assessor evidence liaison diversion reconnect nhs nhsengland england justice
""".split()
"""Words of this service; a stranger would try these first."""

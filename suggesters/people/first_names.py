"""First names by the gender of most of their bearers, for pronouns.

Written from general knowledge; names common to both are left out.
"""

from __future__ import annotations

from suggesters.word_sets import word_set

MEN = word_set(
    """
    aaron abbas abdul abdullah abel abraham adam adolf adrian ahmad ahmed akira alain alan albert alberto
    alejandro aleksandr alessandro alexander alexandre alexei alexey alfonso alfred ali alireza alistair allan
    allen alonso alvaro alvin amir amit anatoly anders andre andreas andrei andres andrew andrey andrzej andy
    angelo ansel anthony antoine anton antonio antony archie ariel armando arnold arthur arturo ashraf asif
    augusto austin avi axel aziz barack barry bart bartosz bashar basil bastian ben benedict benito benjamin
    bernard bernardo bernie bert bill billy björn bob bobby boris brad bradley brendan brent brett brian bruce
    bruno bryan burak byron caleb calvin carl carlos carsten cedric cesar chad charles charlie chester chris
    christian christoph christophe christopher chuck claude claudio clayton clifford clint clive colin conor
    conrad corey craig cristian cristiano curtis cyril cyrus dan daniel daniele danny dariusz darren daryl dave
    david davide dean declan denis dennis denzel derek desmond diego dieter dietrich dimitri dinesh dirk dmitri
    dmitry dominic dominique don donald doug douglas duncan dustin dwayne dwight ed eddie edgar eduardo edward
    edwin eli elias elliott elon emanuel emiliano emilio emmanuel enrico enrique eric erich erik ernest ernesto
    erwin esteban ethan eugene evan ezra fabian fabio faisal farhad felipe felix ferdinand fernando fidel filip
    finn florian francesco francis francisco franco francois frank frankie franklin franz françois fred freddie
    frederic frederick fredrik friedrich fumio gabriel gareth garry gary gavin gene geoff geoffrey georg george
    georges georgi gerald gerard gerhard gerry giacomo gianluca gilbert giorgio giovanni giuseppe glen glenn
    gonzalo gordon graeme graham grant greg gregg gregor gregory guido guillaume guillermo gunnar gus gustavo
    guy günter habib hamdullah hamid hamza hank hans harald harold haroon harrison harry harvey hasan hashim
    hassan hector heinrich helmut hendrik henri henrik henry herbert herman hiroshi howard hubert hugh horace
    hugo humberto hussein ian ibrahim ignacio igor ilya imran isaac ismail ivan jack jacob jacques jaime jair
    jake jakob jamal james jamie jan janusz jared jason javier jay jean-claude jean-luc jean-pierre jeb jed jeff
    jefferson jeffrey jens jeremy jerome jerry jesper jesús jim jimmy joachim joao joaquin jochen joe joel johan
    johann johannes john johnny jon jonas jonathan jordi jorge jose josef josep joseph josh joshua josé juan
    juha jules julian julien julio julius justin jürgen kareem karim karl kaspar keir keith ken kenji kenneth
    kevin khaled khalid khalil khizr kirk klaus klemens knut kofi konrad konstantin kristofer kristoffer kumar
    kurt kwame kwasi kyle lance larry lars laszlo laurent lawrence lee lenny leo leon leonard leonardo leonid
    leopoldo levi liam lindsey lionel lloyd lorenzo lou louis luc luca lucas luigi luis lukas luke lyle lyndon
    magnus mahmoud malcolm manuel marc marcel marcello marcelo marcin marco marcos marcus mario marius mark
    markus marlon marshall martin marty marvin massimo mateo mathieu mats matt matteo matthew matthias maurice
    mauricio maurizio max maximilian mehmet melvin michael michal michel mick miguel mihail mike mikhail miles
    milos milton mitch mitchell mitt moe mohamed mohammad mohammed mohsen moritz moses moshe muhammad murat
    mustafa narendra nasser nate nathan nathaniel ned neil nelson neville nicholas nick nicola nicolas nigel
    nikola nikolai nikolas nikos noah noel norbert norman olaf olav ole oleg oliver olivier omar orlando orrin
    oscar oskar osman oswald otto owen pablo paddy pankaj paolo pascal patricio patrick patrik paul paulo pavel
    pedro per percy pete peter petr petro phil philip philippe phillip pierre pietro piotr prakash quentin
    quincy radek radoslaw rafael raheem rahul raj rajiv ralph ramon ramzan rand randall randy raphael rashid
    raul ravi ray raymond recep reggie reince reinhard reinhold rene rex reza ricardo richard rick ricky rob
    robbie robert roberto rodney rodolfo rodrigo roger roland rolf roman ron ronald ronnie rory ross roy ruben
    rubén rudolf rudolph rudy rupert russ russell rustam ryan salah salman salvador salvatore sam sami samir
    samuel sandeep sander sanjay santiago saul scott sean sebastian sebastien serge sergei sergey sergio sergiy
    seth shane shaun sheldon shigeru shinzo sid sidney siegfried silvio simon slobodan solomon spencer stan
    stanislav stanley stefan stefano stephan stephane stephen steve steven stewart stuart sundar sven suleiman
    sylvester taras tariq ted teddy terence terrence terry theo theodore thierry thomas thorsten tiago tim
    timothy tobias toby todd tom tomas tomasz tommy toni tony travis trent trevor tristan troy truman tyler ulf
    ulrich umar usman valentin valery vasily vernon vicente victor vijay viktor vince vincent vincenzo vitalii
    vitaly vlad vladimir volker volodymyr waleed wallace walt walter warren wayne werner wes wesley wilbur
    wilfred wilhelm willard willem william willie winston wladyslaw wojciech wolfgang woody xavier yair yasser
    yevgeny yoshihide yuri yusuf yves zachary zack zbigniew zdenek zlatan
    """
)

WOMEN = word_set(
    """
    abigail ada adele adriana agatha agnes agnieszka aisha alejandra alessandra alexandra alice alicia alina
    aline alison allison alyssa amal amanda amber amelia amelie amina amira amneh amy ana anastasia andrea
    andréa angela angelica angelina angie anita anja ann anna annabel anne annegret annette annie antonia april
    arlene ashley asma astrid audrey aurora ava ayanna ayesha barbara beata beate beatrice beatrix becky belinda
    benazir bernadette bernice bertha beth bethany betsy betty beverly bianca birgit bonnie brenda bridget
    brigitte britney brittany brooke camila camilla camille candace cara carla carly carmen carol carole
    carolina caroline carolyn carrie catalina catherine cathy cecile cecilia celeste celia celine chantal
    charlene charlotte chelsea cher cheryl chiara chloe christa christina christine chrystia cindy claire clara
    clarissa claudia colette colleen connie constance cora corazon corinne cornelia courtney cristina crystal
    cynthia dagmar daisy dalia daniela danielle daphne dawn deanna debbie deborah debra deirdre delia delphine
    denise desiree diana diane dianne dilma dina dolores dominika donna dora doris dorothy edith edna edwina
    eileen elaine eleanor elena elisa elisabeth elise eliza elizabeth ella ellen eloise elsa elsie elspeth
    emilia emily emma erica erika erin esmeralda esperanza estelle esther ethel eva eve evelyn ewa fatima fatou
    faye felicia fiona flora florence frances francesca françoise frauke frida gabriela gabriele gabriella
    gabrielle gail gemma georgia georgina geraldine gertrude gillian gina ginny giorgia gisela giulia gladys
    gloria grace greta gretchen guadalupe gwen gwendolyn halima hanan hanna hannah harriet hazel heather heidi
    helen helena helene helga henrietta hilary hilda hillary holly hope huma ida ilhan ilona ilse imelda indira
    ines inga inge ingrid inés irena irene irina iris isabel isabella isabelle ivana ivanka ivy jacinda jackie
    jacqueline jana jane janet janice janine jasmine jeanette jeanine jeanne jelena jen jenna jennifer jenny
    jessica jill joan joanna joanne jocelyn jodie johanna josephine joy joyce juanita judith judy julia juliana
    julianne julie juliet juliette june justine kaja kamala karen karin karina karine karla kate katharina
    katharine katherine kathleen kathryn kathy katie katja katrin katrina katya kayla keiko keisha kellyanne
    kersti kiara kimberly kirsten kirstjen krista kristalina kristen kristi kristin kristina kristine latoya
    laura lauren leah leila lena leonie leticia lidia liliana lillian lily linda lisa lise lisette liz liza lois
    loretta lori lorraine louisa louise lucia luciana lucille lucinda lucy ludmila luisa lydia lynda lynn lynne
    magdalena maggie mahnaz maia malala malgorzata manuela mara marcia margaret margarita margot margrethe maria
    mariam mariana marianne marie marie-claire mariella marilyn marina marine marisa marjorie marlene marta
    martha martina mary maryam matilda maud maureen maxine maya meg megan meghan megyn melania melanie melinda
    melissa mercedes meredith mia michaela michele michelle mildred milena millie mimi minnie mira miranda
    miriam moira mollie molly mona monica monika monique muriel myra nadia nadine nadya nancy naomi natalia
    natalie natasha nathalie neha nell nellie nicole nikki nina noor nora noreen norma olena olga olivia oprah
    paige pam pamela patrice patricia patti patty paula pauletta paulette pauline penelope penny petra phoebe
    phyllis pilar piper polly priscilla priti priya rachel ramona raquel rebecca regina reina renata renate
    renee rhonda rita roberta rocio rodaba romina ronda rosa rosalie rosalind rosalyn rosario rose roseanne
    rosemary rosie roxanne roza ruth ruxandra sabina sabine sabrina sadia sally salma samantha samira sandra
    sanna sara sarah saskia savannah scarlett sehar selena selma serena sharon sheila shelley sherry sheryl
    shirley sigrid silvia simone sinead siobhan sofia sofie sonia sonja sophia sophie stacey stacy stella
    stephanie sue sujata susan susana susanna susanne susie suzanne svetlana sviatlana sylvia sylvie symone
    tabitha talia tamara tammy tania tanya tara tatiana teresa terri tess tessa thelma theresa therese tiffany
    tina tracey traci trudy tulsi uma ursula valentina valerie vanessa vera veronica veronika vicky victoria
    viola violeta virginia vivian viviane wanda wendy whitney whoopi wilhelmina winifred winnie xiomara yasmin
    yelena yoko yolanda yulia yvette yvonne zainab zara zeinab zoe zofia zsuzsanna
    """
)

# Short and full forms of one name: two mentions with the same surname and first names of one row are one person.
SHORT_FORMS = (
    "alexander alex al alexandra sandy",
    "andrew andy drew",
    "anthony tony",
    "benjamin ben benny",
    "bernard bernie",
    "catherine katherine kathryn cathy kathy kate katie cate",
    "charles charlie chuck",
    "christopher chris kris",
    "daniel dan danny",
    "david dave",
    "deborah debra debbie deb",
    "donald don donnie",
    "edward ed eddie ted",
    "elizabeth liz beth betsy eliza lizzie",
    "francis frank",
    "frederick fred freddie",
    "gerald gerry jerry",
    "gregory greg",
    "james jim jimmy jamie",
    "jeffrey jeff",
    "jennifer jen jenny",
    "john jack johnny jon",
    "jonathan jon",
    "joseph joe joey",
    "joshua josh",
    "kenneth ken kenny",
    "lawrence larry",
    "margaret maggie meg peggy",
    "matthew matt",
    "michael mike mick mickey",
    "nicholas nick nicky",
    "patricia pat patty trish",
    "patrick pat paddy",
    "peter pete",
    "philip phillip phil",
    "raymond ray",
    "rebecca becky",
    "richard rick dick rich ricky",
    "robert bob rob bobby robbie",
    "ronald ron ronnie",
    "rudolph rudy",
    "samuel samantha sam",
    "stephen steven steve",
    "susan sue susie",
    "terence terry",
    "theodore ted teddy theo",
    "theresa teresa terri tess",
    "thomas tom tommy",
    "timothy tim",
    "victoria vicky",
    "vincent vince",
    "walter walt",
    "william bill will billy willie",
)


def _rows_by_name() -> dict[str, frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for number, row in enumerate(SHORT_FORMS):
        for name in row.split():
            rows.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in rows.items()}


SHORT_FORM_ROWS = _rows_by_name()

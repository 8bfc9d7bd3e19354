/** What guessers try first, in lower case without accents: words of leaked passwords, English and French,
 * and whole ones of 12 and more characters that patterns do not catch. */
export const commonWords: readonly string[] = `
password passwort passwd pass motdepasse mdp secret changeme letmein welcome bienvenue bonjour salut hello login admin
administrator administrateur root user utilisateur guest invite test testing demo default sample example temp temporary
master system server database computer internet google facebook instagram tiktok pinterest shopify meta twitter linkedin
youtube amazon microsoft windows apple iphone samsung android linux oracle cisco github
qwerty azerty qwertz asdf zxcv qazwsx qaz wsx
iloveyou loveyou love jetaime amour lover lovely sweet honey baby babe darling cherie cheri chouchou doudou loulou coeur
monkey dragon football baseball basketball soccer hockey tennis rugby golf sport tigger tiger lion wolf eagle falcon
shadow sunshine princess princesse prince queen king superman batman spiderman ironman pokemon pikachu mario zelda
starwars jedi matrix trustno trustnoone whatever freedom liberte france paris marseille lyon london america canada
charlie daniel michael jordan michelle jennifer jessica ashley thomas nicolas julien david robert george harley hunter
ranger buster soccer killer ginger cookie summer winter spring autumn ete hiver printemps automne monday tuesday
wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche january february march
april june july august september october november december janvier fevrier mars avril juin juillet aout septembre octobre
novembre decembre
flower fleur blossom butterfly papillon rainbow chocolate chocolat banana orange apple pepper cheese coffee pizza
computer mustang corvette ferrari porsche mercedes yamaha harleydavidson merlin gandalf phoenix diamond silver golden
gold purple yellow green black white blue red rouge bleu vert noir blanc
maggie bailey buddy lucky happy smile angel heaven jesus christ god bible maman papa mother father family famille
soleil lune etoile star moon sky ocean mer montagne
company business office marketing agency agence campaign campagne budget client customer sales manager team equipe
account compte access acces entrer enter open ouvrir sesame security securite private prive public
winner champion power money argent bank banque dollar euro million
fuck fucking fuckyou shit merde putain asshole bitch sexy porn pussy
one two three four five six seven eight nine ten zero un deux trois quatre cinq
abc xyz foo bar baz

32615948worms 4815162342lf 4815162342lost 6215mila6215 89231243658s 89876065093rax a1s2d3f4g5h a2s3d4f5g6h
aksjdlasdakj alpha135792468 amadeusptfcor an83546921an andrewjackie antananarivu anytimetoday auckland avrillavigne
badiman bhrh0h2oof6xbqjeh blacksonblon bltynbabrfwbz boy4u2ownnyc bpgjldsgjldthnf cheeseburger chesterfield
chickenwing christopher civilization cjdthitycndj cnfc35762209 combat configuratio construction contortionist
corperfmonsy cosmopolitan counterstrike d8cd98f00b devilmaycry digitalprodu djivanfros dkflbvbhjdbx dkflbvbhjdyf
domainlock entertainment fatima finalfantasy findaupair fktrcfylhjdbx fktrcfylhjdf fktrcfylhjdyf flvbybcnhfnjh
foreveryoung frederiksberg fucktheworld fynfyfyfhbde gfhfktkjuhfv ghbdtnrfrltkf ghjatccbjyfk ghjcnjgbpltw
ghjcnjgfhjkm ghjcnjqgfhjkm ghjcnjrdfibyj ghjnbdjcnjzybt gjkysqgbpltw greenlantern gtnhjpfdjlcr hd764nw5d7e1vb
hd764nw5d7e1vbv hedimaptfcor iampurehaha iloveboobies ingodwetrust installdevic installsqlst intelligence
international ipo54tj45uy iseedeadpeople jamesbond josephphone justinbieber kevinp ktjynsq leavemealone lhbjkjubz
lost4815162342 lytdybrbdfvgbhf lytghjgtnhjdcr mailcreated maprchem massimiliano masterbaiting masterbating
masturbation maurolarastefy mevefalkcakk michaeljackson minecraft minnesota_hp momsanaladventure morganstanley
mortalkombat msoracle32re msorcloledbr ne_e_pod_chehyl necronomicon needforspeed nemvxyheqdd5oqxyxyzi newproject
nhecsyfujkjdt nhfycajhvths nick1234-rem nightcrawler nondriversig ntktdbpjh olcrackmaster ontheoutside p030710p$e4o
paraklast passwordstandard peanutbutter pfqwtd philadelphia playstation polniypizdec pornographic professional
ptybnxtvgbjy punksnotdead residentevil ronaldinho rostik sanfrancisco satisfaction saun24865709 scandinavian
schoolgirlie sdicmt7seytn semtsriuty sojdlg123aljg sonnenschein sonyericsson specialinsta stickdaddy stinkyfinger
stratocaster supernatural systemofadown telemike thecakeisalie ticketmaster transformers unbelievable vanyarespekt
vfhbyfvfhbyf vfvfvskfhfve vladimirovna warhammer40k websolutions websolutionssu webuivalidat weihnachtsbau
weihnachtsbaum whosyourdaddy wkoa0fp78dk z1x2c3v4b5n z1x2c3v4b5n6m zcfvfzkexifz zqjphsyf6ctifgu
`
  .trim()
  .split(/\s+/);

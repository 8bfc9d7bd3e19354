/** What guessers try first, in lower case without accents: words of leaked passwords, English and French. */
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
`
  .trim()
  .split(/\s+/);

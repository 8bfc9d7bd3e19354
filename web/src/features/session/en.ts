export default {
  title: 'Sign in',
  text: 'Use the address and password of your workspace.',
  email: 'Email',
  password: 'Password',
  submit: 'Sign in',
  link: 'Signing you in with your link',
  refused: 'Email or password is wrong.',
  linkRefused: 'This link was used already or has ended. Use a new link or your password.',
  ownMachine: 'AEGIS on your own machine prints a new link with',
  busy: 'Too many attempts. Wait a minute, then try again.',
  failed: 'Sign-in did not work. Try again in a moment.',
};

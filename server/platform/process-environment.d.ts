// Next's types demand NODE_ENV of every environment, so no child process could be given a small one of its own. Optional here wins:
// modifiers of merged members add up, and clashes between declaration files are not reported under skipLibCheck.
declare namespace NodeJS {
  interface ProcessEnv {
    readonly NODE_ENV?: 'development' | 'production' | 'test'
  }
}

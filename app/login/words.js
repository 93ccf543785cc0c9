/** The words of the page for who has not signed in; `said` by the name that an element or a failure has. */
globalThis.SIGN_IN_WORDS = {
  en: {
    said: {
      title: 'This page has no session',
      reason: 'nsatlas prints an address with a token when it starts. The token opens one session, once.',
      open: 'Open the line that npm start printed. It looks like this:',
      fresh: 'Or let a fresh one be printed, in the folder of nsatlas:',
      copy: 'Copy',
      pasted: 'Have one at hand? Paste it here:',
      send: 'Sign in',
    },
    copied: 'Copied',
    busy: 'Signing in …',
    refused: 'This address does not open a session',
    noToken: 'There is no token in that.',
    noAnswer: 'nsatlas does not answer. Does it still run?',
    /** By the word of the failure that the door gives. */
    failures: {
      denied: 'This address was opened before, or is none of ours. A fresh one: npx nsatlas url',
      limit: 'Too many wrong tokens; try again in a minute.',
    },
  },
  zh: {
    said: {
      title: '此页面没有会话',
      reason: 'nsatlas 启动时会打印一个带令牌的地址。令牌只能开启一次会话。',
      open: '打开 npm start 打印的那一行，形如：',
      fresh: '或者在 nsatlas 的目录里重新打印一个：',
      copy: '复制',
      pasted: '手边已有地址？粘贴到这里：',
      send: '登录',
    },
    copied: '已复制',
    busy: '正在登录…',
    refused: '此地址不能开启会话',
    noToken: '其中没有令牌。',
    noAnswer: 'nsatlas 没有回应。它还在运行吗？',
    failures: {
      denied: '此地址已打开过，或不是 nsatlas 给出的。用下面的命令重新打印一个。',
      limit: '错误的令牌太多；请一分钟后再试。',
    },
  },
};

// What html-validate checks: all that its presets have, and a little more.

export const rules = {
  root: true,
  extends: ['html-validate:recommended', 'html-validate:a11y', 'html-validate:document', 'html-validate:standard'],
  rules: {
    // off, as its fix would be worse: the frame of a table is a plain box with a role, so
    // that a theme styles `div.table` and a reader meets no section without heading
    'prefer-native-element': ['error', {exclude: ['region']}],
    // off: everything comes from the site itself, where a hash or a nonce guards nothing
    'require-sri': 'off',
    'require-csp-nonce': 'off',
    // off: ids are the words of headings, in Chinese; `valid-id` still holds
    'id-pattern': 'off',
    // off: a phone number may break, in a footer that is one line of a phone's width
    'tel-non-breaking': 'off',
    // a link of the site is relative: it works from a folder and below any path
    'allowed-links': ['error', {allowAbsolute: false}],
    // titles are those of the documents: 60 characters and more, and the name of the site
    'long-title': ['error', {maxlength: 200}],
    'no-inline-style': 'error',
    'no-missing-references': 'error',
    'missing-doctype': 'error',
    'meta-refresh': 'error',
    'valid-autocomplete': 'error',
  },
};

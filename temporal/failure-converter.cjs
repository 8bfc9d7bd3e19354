// CommonJS, because Temporal's SDK loads it with require(), in the process and in the workflows' bundle.
const { DefaultFailureConverter } = require('@temporalio/common');

/** Messages and stack traces travel as a payload, which the codec seals. */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });

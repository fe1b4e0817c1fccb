/**
 * How Node runs the server, in the image as in tests and the bench. Of what a crowd that comes in leaves behind much lives for
 * a moment: with 32 MiB for the young (V8 gives 16) it is not copied as often, and more people come in with the same processor.
 */
export const serverFlags = ['--enable-source-maps', '--max-semi-space-size=32'];

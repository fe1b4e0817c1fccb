// A file of this app, so that the bundler makes it a worker of its own under the page's own origin.
import '@cline-meet/sdk/cipher-worker';

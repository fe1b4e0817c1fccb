import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    proxy: {
      '/api': server,
      // The server compares Origin with Host, so both must stay as the browser sent them.
      '/ws': { target: server, ws: true },
    },
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The content security policy allows no data: addresses but for images.
    assetsInlineLimit: 0,
  },
});

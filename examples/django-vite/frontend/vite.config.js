import { defineConfig } from 'vite'

// Django gives the files their hashes, and the page.
export default defineConfig({
  build: {
    outDir: 'dist',
    rollupOptions: {
      input: 'src/main.js',
      output: { entryFileNames: '[name].js', assetFileNames: '[name].[ext]' },
    },
  },
})

import { defineConfig } from 'vite'

// Names without digests: src/serve/routes.c lists them. Nothing is loaded ahead, nothing inlined.
export default defineConfig({
    base: '/',
    publicDir: false,
    build: {
        target: 'es2022',
        outDir: 'dist',
        emptyOutDir: true,
        modulePreload: false,
        assetsInlineLimit: 0,
        cssCodeSplit: false,
        rollupOptions: {
            output: {
                entryFileNames: 'app.js',
                chunkFileNames: '[name].js',
                assetFileNames: 'app[extname]',
            },
        },
    },
})

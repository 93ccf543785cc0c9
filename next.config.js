/** @type {import('next').NextConfig} */
export default {
  reactCompiler: true,
  reactStrictMode: true,
  poweredByHeader: false,
  typedRoutes: true,
  agentRules: false,
  devIndicators: false,
  images: { unoptimized: true },
  serverExternalPackages: ['systeminformation'],
};

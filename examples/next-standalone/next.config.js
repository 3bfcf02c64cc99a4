/** @type {import('next').NextConfig} */
module.exports = {
  output: 'standalone',
  // Else every build has an id of its own, and no two builds have the same pages.
  generateBuildId: () => 'timetable',
}

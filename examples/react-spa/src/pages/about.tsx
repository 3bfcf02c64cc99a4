export default function About() {
  return <p>A small shop that is only here to be built, served and measured.</p>
}

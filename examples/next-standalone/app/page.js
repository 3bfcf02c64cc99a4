export default function Page() {
  return <h1>Timetable</h1>
}

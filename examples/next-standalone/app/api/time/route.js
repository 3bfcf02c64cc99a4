export const dynamic = 'force-dynamic'

export function GET(request) {
  const zone = new URL(request.url).searchParams.get('zone') ?? 'UTC'
  return Response.json({ zone, known: Intl.supportedValuesOf('timeZone').includes(zone) })
}

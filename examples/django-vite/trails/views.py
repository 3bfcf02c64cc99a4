from django.http import Http404, JsonResponse
from django.shortcuts import render

TRAILS = {
    "ridge": {"name": "Ridge path", "km": 14.5},
    "river": {"name": "River loop", "km": 6.2},
    "woods": {"name": "Old woods", "km": 9.0},
}


def index(request):
    return render(request, "trails/index.html", {"count": len(TRAILS)})


def health(request):
    return JsonResponse({"ok": True})


def trails(request):
    return JsonResponse({"trails": list(TRAILS)})


def trail(request, name):
    if name not in TRAILS:
        raise Http404
    return JsonResponse(TRAILS[name])

from django.urls import path

from trails import views

urlpatterns = [
    path("", views.index),
    path("health", views.health),
    path("api/trails", views.trails),
    path("api/trails/<slug:name>", views.trail),
]

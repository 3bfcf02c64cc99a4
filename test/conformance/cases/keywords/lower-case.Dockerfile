from alpine as x
run true
CmD a

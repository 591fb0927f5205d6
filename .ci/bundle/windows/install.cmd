@echo off
rem migrate: installs without network and without administrator. Usage: install.cmd [FOLDER]
rem PowerShell does the work; the policy is changed for this one process only.
setlocal
powershell.exe -NoProfile -ExecutionPolicy Bypass -File "%~dp0install.ps1" %*
set RESULT=%ERRORLEVEL%
if not defined MIGRATE_NO_PAUSE pause
exit /b %RESULT%

# migrate をネットワークも管理者権限もなしで入れます。install.cmd から動かします。
# 使い方: install.cmd [-Into フォルダ] [-OwnPython]
#   -Into       入れる先。省くと %LOCALAPPDATA%\migrate です。追加の部品（-db など）も、同じフォルダを指して入れます。
#   -OwnPython  この PC の Python を使わず、配布物の Python を使います。
# Windows PowerShell 5.1 で動きます（このファイルは BOM 付き UTF-8 です）。
param(
    [string]$Into = (Join-Path $env:LOCALAPPDATA 'migrate'),
    [switch]$OwnPython
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$env:PYTHONUTF8 = '1'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$log = Join-Path $env:TEMP ('migrate-install-{0}.log' -f $PID)
$utf8 = New-Object System.Text.UTF8Encoding($true)
[System.IO.File]::WriteAllText($log, '', $utf8)

function Say([string]$text) {
    $line = '{0} {1}' -f (Get-Date -Format 'yyyy-MM-dd HH:mm:ss'), $text
    Write-Host $line
    [System.IO.File]::AppendAllText($log, $line + "`r`n", $utf8)
}

function Stop-Here([string]$what, [string]$cure) {
    Say "中止: $what"
    Say "対処: $cure"
    Say "記録: $log"
    exit 1
}

function Invoke-Logged([string]$program, [string[]]$words) {
    # 5.1 の Start-Process は空白のある引数を囲まないので、ここで囲みます。
    $quoted = $words | ForEach-Object { if ($_ -match '[\s"]') { '"' + ($_ -replace '"', '\"') + '"' } else { $_ } }
    $out = [System.IO.Path]::GetTempFileName()
    $err = [System.IO.Path]::GetTempFileName()
    $process = Start-Process -FilePath $program -ArgumentList ($quoted -join ' ') -NoNewWindow -Wait -PassThru `
        -RedirectStandardOutput $out -RedirectStandardError $err
    $said = @([System.IO.File]::ReadAllLines($out)) + @([System.IO.File]::ReadAllLines($err))
    [System.IO.File]::AppendAllLines($log, [string[]]$said, $utf8)
    Remove-Item $out, $err
    $script:lastLine = ($said | Where-Object { $_ } | Select-Object -Last 1)
    return $process.ExitCode
}

function Find-Python {
    # py ランチャー、PATH の順に、3.11〜3.13 の 64 ビットを探します。ストアの入口（WindowsApps）は Python ではありません。
    $check = 'import struct, sys, venv; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13) and struct.calcsize(''P'') == 8))'
    $found = @()
    if (Get-Command py.exe -ErrorAction SilentlyContinue) {
        foreach ($version in '-3.13', '-3.12', '-3.11') {
            $place = & py.exe $version -c 'import sys; print(sys.executable)' 2>$null
            if ($LASTEXITCODE -eq 0 -and $place) { $found += $place }
        }
    }
    foreach ($name in 'python.exe', 'python3.exe') {
        $command = Get-Command $name -ErrorAction SilentlyContinue
        if ($command -and $command.Source -notmatch 'WindowsApps') { $found += $command.Source }
    }
    foreach ($place in $found) {
        if ((Invoke-Logged $place @('-c', $check)) -eq 0) { return $place }
    }
    return $null
}

Say "migrate を $Into に入れます。"
if ($Into.Length -gt 80) {
    Stop-Here "入れる先の名前が長すぎます（$($Into.Length) 文字）。" 'Windows では 260 文字を超える名前を扱えないことがあります。install.cmd -Into C:\migrate のように、短い名前を指定してください。'
}
if ($Into -match 'OneDrive') {
    Stop-Here '入れる先が OneDrive の中です。' '同期されないフォルダを指定してください（例: install.cmd -Into C:\migrate）。'
}
try {
    New-Item -ItemType Directory -Force -Path $Into | Out-Null
    $probe = Join-Path $Into '.write'
    Set-Content -Path $probe -Value ''
    Remove-Item $probe
} catch {
    Stop-Here "$Into に書けません。" '書けるフォルダを指定してください（例: install.cmd -Into C:\Users\Public\migrate）。'
}
$Into = (Resolve-Path -LiteralPath $Into).ProviderPath
if ($Into.StartsWith('\\')) {
    Stop-Here '入れる先が共有フォルダです。' 'この PC のドライブのフォルダを指定してください（例: install.cmd -Into C:\migrate）。'
}
$drive = New-Object System.IO.DriveInfo([System.IO.Path]::GetPathRoot($Into))
$free = [math]::Floor($drive.AvailableFreeSpace / 1048576)
if ($free -lt 1500) {
    Stop-Here "空きが $free MB しかありません。" '1,500 MB 以上を空けるか、別のドライブを指定してください。'
}

Say '1/4 配布物が壊れていないかを確かめます。'
$wrong = @()
foreach ($line in [System.IO.File]::ReadAllLines((Join-Path $here 'SHA256SUMS'))) {
    $sum, $name = $line -split '  ', 2
    $path = Join-Path $here ($name -replace '/', '\')
    if (-not (Test-Path -LiteralPath $path)) { $wrong += "$name がありません"; continue }
    Unblock-File -LiteralPath $path -ErrorAction SilentlyContinue
    if ((Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash -ne $sum) { $wrong += $name }
}
if ($wrong.Count -gt 0) {
    Stop-Here ('配布物のファイルが、作られたときと違います: ' + (($wrong | Select-Object -First 3) -join '、')) '配布物を受け取り直し、全部を展開してから実行してください。書きかえられたおそれがあるので、そのまま使わないでください。'
}

$bundle = Get-Content -Raw -Encoding UTF8 -LiteralPath (Join-Path $here 'BUNDLE.json') | ConvertFrom-Json
$suffix = ''
if ($bundle.extra) { $suffix = '-' + $bundle.extra }
$folder = Join-Path $Into 'python'
if ($bundle.extra) {
    Say '2/4 先に入れた migrate を探します。'
    if (-not (Test-Path -LiteralPath (Join-Path $Into 'migrate.cmd'))) {
        Stop-Here "$Into に migrate がありません。" '先に本体の配布物を入れ、同じフォルダを -Into で指定してください。'
    }
} else {
    $python = $null
    if (-not $OwnPython) { $python = Find-Python }
    if ($python) {
        Say "2/4 この PC の Python（$python）を使います。"
        if ((Invoke-Logged $python @('-m', 'venv', '--without-pip', '--clear', $folder)) -ne 0) {
            Stop-Here "仮想環境を作れません: $lastLine" '-OwnPython を付けて、配布物の Python で入れてください。'
        }
    } elseif (Test-Path -LiteralPath (Join-Path $here 'python\python.exe')) {
        Say '2/4 配布物の Python を使います。'
        Copy-Item -Recurse -Force -LiteralPath (Join-Path $here 'python') -Destination $Into
    } else {
        Stop-Here 'この PC に使える Python（3.11〜3.13、64 ビット）がなく、この配布物にも入っていません。' 'Python 入りの配布物を受け取るか、python.org の Python を利用者だけに入れてください（管理者権限は要りません）。'
    }
}
$python = Join-Path $folder 'Scripts\python.exe'
if (-not (Test-Path -LiteralPath $python)) { $python = Join-Path $folder 'python.exe' }

Say '3/4 部品を入れます（ネットワークは使いません）。'
$house = Join-Path $here 'wheelhouse'
$pip = @(Get-ChildItem -Path $house, (Join-Path $Into '.pip') -Filter 'pip-*.whl' -ErrorAction SilentlyContinue)[0].FullName
$words = @((Join-Path $pip 'pip'), 'install', '--no-index', '--no-deps', '--require-hashes', '--find-links', $house,
    '--no-warn-script-location', '--disable-pip-version-check', '--no-cache-dir', '-r', (Join-Path $here 'bundle.lock'))
if ((Invoke-Logged $python $words) -ne 0) {
    Stop-Here "部品を入れられません: $lastLine" '配布物を受け取り直すか、記録を確かめてください。ウイルス対策ソフトが止めていることもあります。'
}
Copy-Item -LiteralPath (Join-Path $here 'BUNDLE.json') -Destination (Join-Path $folder "BUNDLE$suffix.json")
Copy-Item -LiteralPath (Join-Path $here 'bundle.lock') -Destination (Join-Path $folder "bundle$suffix.lock")
$start = Join-Path $Into 'migrate.cmd'
if (-not $bundle.extra) {
    $kept = Join-Path $Into '.pip'
    New-Item -ItemType Directory -Force -Path $kept | Out-Null
    Copy-Item -LiteralPath $pip -Destination $kept
    $relative = $python.Substring($Into.Length + 1)
    $text = "@echo off`r`nset PYTHONUTF8=1`r`n""%~dp0$relative"" -m migrate %*`r`n"
    [System.IO.File]::WriteAllText($start, $text, [System.Text.Encoding]::ASCII)
}

Say '4/4 入れたものを調べます。'
if ((Invoke-Logged $python @('-m', 'migrate', 'doctor', '--offline')) -ne 0) {
    Stop-Here '入れたものに不良があります。' "$start doctor --offline で確かめてください。"
}
Say "終わりました。使い方: $start --help"
Copy-Item -LiteralPath $log -Destination (Join-Path $Into 'install.log') -Force
exit 0

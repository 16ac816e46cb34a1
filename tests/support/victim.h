// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demoorigin.h"

#include <QEventLoop>
#include <QProcess>
#include <QRandomGenerator>
#include <QTimer>

namespace testsupport {

//! Waits in an event loop until a process that has been started ends: its exit code, or −1 when it was
//! killed.
inline int waitForExit(QProcess &process)
{
    QEventLoop loop;
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    if (process.state() != QProcess::NotRunning)
        loop.exec();
    return process.exitStatus() == QProcess::CrashExit ? -1 : process.exitCode();
}

//! As waitForExit, and kills the process some milliseconds after the origin has served so many requests more:
//! how far the process has come does not depend on the machine's speed.
inline int killAfterRequests(QProcess &process, const DemoOrigin &origin, int requests)
{
    const int last = origin.requestCount() + requests;
    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, &process, [&] {
        if (origin.requestCount() < last)
            return;
        watch.stop();
        QTimer::singleShot(QRandomGenerator::global()->bounded(8), &process, &QProcess::kill);
    });
    watch.start(1);
    return waitForExit(process);
}

} // namespace testsupport

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

#include <optional>

namespace pipeline {

struct WorkerOptions
{
    QString batchId;         //!< only this batch; empty = everything that is due
    bool untilEmpty = false; //!< end when nothing runs and nothing falls due within patience
    int patienceSeconds = 30;
    int maxSeconds = 0;  //!< 0 = no limit
    int concurrency = 0; //!< requests in flight; 0 = the setting net.connections
};

struct WorkerProgress
{
    int running = 0;   //!< steps in work
    qint64 done = 0;   //!< steps ended since the start
    qint64 due = 0;    //!< steps that wait and are due
    qint64 images = 0; //!< images stored since the start
    double imagesPerSecond = 0;
    QString current; //!< one of the vehicles in work
};

struct WorkerReport
{
    qint64 claimed = 0;               //!< leases taken; a step that was tried twice counts twice
    qint64 succeeded = 0;             //!< steps that ended well
    qint64 failed = 0;                //!< steps whose last try failed
    qint64 held = 0;                  //!< steps that wait for their host
    qint64 released = 0;              //!< steps handed back untried
    std::optional<core::Error> error; //!< why it stopped by itself
};

//! How a plan is started.
struct BatchOptions
{
    int undoWindowSeconds = 0; //!< nothing leaves the machine before that
    bool start = true;         //!< false: store it as planned; resumeBatch() starts it
    int canarySize = 0;        //!< so many members first, the rest only if enough of them succeed; 0 = all
    int canaryMinPercent = 80; //!< … this many of them; otherwise the batch is paused
};

} // namespace pipeline

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

struct BatchStatus
{
    QString id;
    QString state; //!< "waiting", "running", "done", "cancelled"
    qint64 planned = 0;
    qint64 done = 0;
    qint64 succeeded = 0;
    qint64 failed = 0;
    qint64 held = 0;
    qint64 cancelled = 0;
    qint64 imagesRequested = 0;
    qint64 imagesStored = 0;
    qint64 imagesSkipped = 0;
    qint64 imagesFailed = 0;
};

} // namespace pipeline

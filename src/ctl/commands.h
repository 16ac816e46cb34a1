// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter.h"
#include "pipeline/attaching.h"
#include "pipeline/importer.h"
#include "pipeline/plan.h"
#include "pipeline/worker.h"
#include "session.h"

namespace ctl {

struct ExtractOptions
{
    QString file;
    QString url;
};
//! One page, no database, no network.
int extract(bool json, const ExtractOptions &options);

int init(Session &session, const QString &images);

struct AttachOptions
{
    bool dryRun = false;    //!< print the SQL
    bool confirmed = false; //!< do it
    QString images;
    pipeline::CountingPace pace;
};
//! Blocks until the vehicles are counted; a run that was ended goes on with the next one.
int attach(Session &session, const AttachOptions &options);
int detach(Session &session, bool confirmed);
//! Blocks until the file is there.
int picture(Session &session, const QString &file);

void import(Session &session, const pipeline::ImportRequest &request);

struct FailuresOptions
{
    core::Filter filter;
    int limit = 50;
    QString after;
};
void failures(Session &session, const FailuresOptions &options);
void stats(Session &session, int days);
void queue(Session &session);
void workers(Session &session);

struct ExportOptions
{
    QString file;
    core::Filter filter;
    QStringList columns;
    bool raw = false;
};
void exportReport(Session &session, const ExportOptions &options);

struct RetryOptions
{
    pipeline::PlanRequest plan;
    pipeline::BatchOptions batch;
    bool improved = false; //!< what an older extractor could not parse, from stored pages
    bool dryRun = false;
    bool wait = false;
    pipeline::WorkerOptions worker;
};
void retry(Session &session, const RetryOptions &options);
void worker(Session &session, const pipeline::WorkerOptions &options);

struct VinOptions
{
    QString vehicle;
    QString text;
    QString textFile;
};
void vin(Session &session, const VinOptions &options);

//! Looks the workspace over; 0 where nothing is wrong, even if there is something to warn of.
int doctor(const Session &session);

void configList(Session &session);
void configGet(Session &session, const QString &key);
void configSet(Session &session, const QString &key, const QString &value);

} // namespace ctl

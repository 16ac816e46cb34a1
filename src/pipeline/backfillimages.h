// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/imagewriter.h"
#include "pipeline/services.h"
#include "pipeline/steprunner.h"

#include <QHash>
#include <QObject>

#include <memory>

namespace pipeline {

//! Why work is held while the image store does not answer.
inline constexpr QLatin1String kStoreUnavailable{"store_unavailable"};

//! backfill_images: requests wanted − stored and nothing else. Images that an earlier run made durable
//! without living to write their rows are adopted without a request.
//!
//! Options of the job: "all_images" requests stored images again, "include_final" those that failed for good.
class BackfillImages : public QObject, public StepRunner
{
    Q_OBJECT

public:
    BackfillImages(Services &services, ImageWriter &writer, QObject *parent = nullptr);
    ~BackfillImages() override;

    void start(const Job &job, Done done) override;
    void cancel(const Job &job) override;

private:
    struct Run;
    using RunPtr = std::shared_ptr<Run>;

    core::Result<RunPtr> prepare(const Job &job);
    void startWaiting(const RunPtr &run);
    void continueAfterProbe(const RunPtr &run);
    void startImage(const RunPtr &run, std::size_t index);
    void request(const RunPtr &run, std::size_t index);
    void imageFetched(const RunPtr &run, std::size_t index, const net::FetchResult &result);
    void adopted(const RunPtr &run, std::size_t index, const media::StoreAnswer &answer);
    void kept(const RunPtr &run, std::size_t index, const media::StoreAnswer &answer);
    void storeFailed(const RunPtr &run, std::size_t index, const media::StoreAnswer &answer);
    void writeRow(const RunPtr &run, std::size_t index, bool adopted);
    void endRequests(const RunPtr &run);
    void fail(const RunPtr &run, std::size_t index, const net::Fault &fault);
    void imageEnded(const RunPtr &run);

    Services &m_services;
    ImageWriter &m_writer;
    QHash<QString, RunPtr> m_runs;
};

} // namespace pipeline

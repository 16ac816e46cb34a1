// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/picture.h"
#include "pipeline/backfillimages.h"
#include "pipeline/batchkeeper.h"
#include "pipeline/extraction.h"
#include "pipeline/fetchlisting.h"
#include "pipeline/imagewriter.h"
#include "pipeline/importrun.h"
#include "pipeline/pagereader.h"
#include "pipeline/plan.h"
#include "pipeline/services.h"
#include "pipeline/statefiller.h"
#include "pipeline/workerloop.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QTimer>

#include <QElapsedTimer>

#include <functional>
#include <memory>

namespace pipeline {

//! Everything that writes, in one thread: the steps, the worker and the import over one connection. Created,
//! used and destroyed in that thread; the workspace talks to it by queued calls.
class Engine : public QObject
{
    Q_OBJECT

public:
    //! Opens the database for writing and the image store, and reads the settings.
    //! @param hangUp ends its connection from outside; may be null
    static core::Result<std::unique_ptr<Engine>> open(const QString &path, const core::Secrets &secrets,
                                                      std::shared_ptr<db::HangUp> hangUp = nullptr);
    ~Engine() override;

    void cancelBatch(const QString &batchId, BatchKeeper::Done done);
    BatchKeeper &batches() { return *m_batches; }

    core::Result<void> tripHost(const QString &host, std::optional<core::Step> step, const QDateTime &until);
    core::Result<void> resetHost(const QString &host, std::optional<core::Step> step);
    core::Result<void> probeHost(const QString &host, std::optional<core::Step> step);
    core::Result<void> setHostLimits(const QString &host, std::optional<int> perHost,
                                     std::optional<double> rate);

    core::Result<void> setPolicies(const core::PolicyTable &policies);
    core::Result<int> ruleCause(db::CauseRule rule);
    //! @param expiredAt only if the rule has run out by then; invalid: in any case.
    core::Result<int> unruleCause(const QString &fingerprint, const QDateTime &expiredAt = {});

    core::Result<void> setSetting(const QString &key, const QString &value);
    core::Result<void> startWorker(const WorkerOptions &options);
    void stopWorker(int graceMs);
    using Imported = std::function<void(const core::Result<ImportSummary> &)>;
    void import(const ImportRequest &request, Imported done);
    void cancelImport();

    WorkerProgress progress();
    bool isWorking() const { return m_worker->isActive(); }
    //! Set when the workspace can only be looked at.
    const std::optional<db::PictureInfo> &picture() const { return m_picture; }
    const Services &services() const { return m_services; }

signals:
    void vehicleChanged(const QString &vehicleId);
    void stepEnded(const pipeline::StepEvent &event);
    void importLine(const pipeline::ImportLine &line);
    void workerStopped(const pipeline::WorkerReport &report);
    void hostPaused(const QString &host, const QDateTime &until, const QString &reason);
    void hostChanged(const QString &host);
    void batchChanged(const QString &batchId);

private:
    Engine(std::unique_ptr<db::Connection> connection, const core::Secrets &secrets);
    core::Result<void> prepare(const core::Settings &settings);
    core::Result<void> ensureImages();
    core::Result<void> changeHost(const char *action, const QString &host, const QString &result,
                                  const std::function<core::Result<void>()> &change);
    core::Result<void> look();
    core::Result<void> checkCounted();
    core::Result<void> readOptions();
    void apply(const core::Settings &settings);
    core::Result<void> mendTimes();
    core::Result<void> endRules();
    void makeFetchPool(int concurrency);
    void connectWorker();
    void hear(const QString &what);
    void askWhileIdle();

    Services m_services;
    std::unique_ptr<HostKeeper> m_hosts;
    std::unique_ptr<BatchKeeper> m_batches;
    std::unique_ptr<PageReader> m_reader;
    std::unique_ptr<ImageWriter> m_writer;
    std::unique_ptr<FetchListing> m_fetchListing;
    std::unique_ptr<ExtractData> m_extractData;
    std::unique_ptr<ExtractImages> m_extractImages;
    std::unique_ptr<ExtractVin> m_extractVin;
    std::unique_ptr<BackfillImages> m_backfillImages;
    std::unique_ptr<WorkerLoop> m_worker;
    std::unique_ptr<StateFiller> m_filler;
    std::unique_ptr<ImportRun> m_import;
    QString m_imagesKey; // what the image store was opened with
    QString m_current;   // the vehicle a step was last started for
    std::optional<db::PictureInfo> m_picture;
    qint64 m_images = 0;
    qint64 m_steps = 0;
    QDateTime m_workingSince;
    QElapsedTimer m_mended;
    QTimer m_idle;
};

//! The settings of a workspace as stored.
core::Result<core::Settings> readSettings(db::Connection &connection);

} // namespace pipeline

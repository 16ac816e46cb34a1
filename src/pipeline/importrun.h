// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/importer.h"
#include "pipeline/importsource.h"
#include "pipeline/services.h"
#include "pipeline/workerloop.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <vector>

namespace pipeline {

//! One import: vehicles are found or created, all their steps are queued as one batch, and the worker works
//! it off. A listing's line is given out when nothing more happens to it by itself now. Lives in the engine's
//! thread; deletes nothing, ends with exactly one finished().
class ImportRun : public QObject
{
    Q_OBJECT

public:
    ImportRun(Services &services, WorkerLoop &worker, const ImportRequest &request,
              QObject *parent = nullptr);

    void start();
    //! Takes back what has not started; the lines of what is open come as they stand.
    void cancel();
    //! Of its batch; empty while the source is being read.
    const QString &batchId() const { return m_batchId; }

signals:
    void line(const pipeline::ImportLine &line);
    void vehicleChanged(const QString &vehicleId);
    void finished(const core::Result<pipeline::ImportSummary> &summary);

private:
    void sourceRead(const core::Result<std::vector<ImportEntry>> &entries);
    void begin();
    void storeNext();
    void waitOrFinish(const core::Error &error, void (ImportRun::*again)());
    core::Result<void> storeUntil(std::size_t end);
    void cancelledOutside();
    core::Result<void> settleRest();
    core::Result<void> store(const ImportEntry &entry);
    core::Result<std::pair<QString, bool>> findOrCreate(const ImportEntry &entry);
    core::Result<void> queueSteps(const ImportEntry &entry, const QString &vehicleId, bool created,
                                  ImportLine &line);
    core::Result<void> keepSavedPage(const ImportEntry &entry, const QString &vehicleId, ImportLine &line);
    void stepEnded(const StepEvent &event);
    void move(const QString &from, const StepEvent &event);
    void considerLines(const QString &vehicleId);
    void considerAll();
    void adoptStranded();
    std::vector<core::Step> steps() const;
    void giveOutOf(const QString &vehicleId);
    void giveOut(ImportLine line);
    void finishWhenDone();
    void finish(const core::Result<ImportSummary> &summary);
    void finishOpen();

    Services &m_services;
    WorkerLoop &m_worker;
    ImportRequest m_request;
    std::vector<ImportEntry> m_entries;
    std::size_t m_next = 0;
    QString m_batchId;
    QHash<QString, std::vector<ImportLine>> m_open; // by vehicle; two URLs can be one vehicle
    QDateTime m_startedAt;
    QTimer m_look; // for what other processes did
    ImportSummary m_summary;
    std::vector<ImportLine> m_ready;  // given out once the transaction is committed
    std::vector<ImportLine> m_opened; // waited for from then on
    bool m_stored = false;            // all entries are in the database
    bool m_finished = false;
};

} // namespace pipeline

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/batchstore.h"
#include "dbfixture.h"
#include "pipeline/backfillimages.h"
#include "pipeline/completion.h"
#include "pipeline/extraction.h"
#include "pipeline/fetchlisting.h"
#include "pipeline/imagewriter.h"
#include "pipeline/pagereader.h"
#include "support/originfixture.h"

#include <memory>

namespace pipetest {

//! The services and the step runners over a database in a temporary folder, an origin in this process and a
//! clock that stands still. No worker: the test leases a step, runs it and ends it.
class StepBench
{
public:
    explicit StepBench(const testsupport::OriginOptions &origin = testsupport::OriginFixture::emptyOptions());
    ~StepBench();

    dbtest::TestWorkspace rows;
    testsupport::OriginFixture fixture;
    pipeline::Services services;
    QDateTime now = dbtest::at();

    QString imageFolder() const { return rows.filePath(QStringLiteral("images")); }
    pipeline::StepRunner &runner(core::Step step);
    pipeline::ImageWriter &writer() { return *m_writer; }

    //! A vehicle of which only the URL is known.
    QString placeholder(const QString &url);
    QString placeholder(const testsupport::ListingPage &page) { return placeholder(urlOf(page)); }
    QString urlOf(const testsupport::ListingPage &page) const
    {
        return fixture.origin.baseUrl() + page.path();
    }
    //! A vehicle that wants the images of the page.
    QString wanting(const testsupport::ListingPage &page);
    void setWanted(const QString &vehicleId, const QStringList &urls);
    QStringList imageUrls(const testsupport::ListingPage &page) const;
    //! Stores a page for the vehicle as if it had been fetched.
    void keepPage(const QString &vehicleId, const QByteArray &html);
    void keepPage(const QString &vehicleId, const testsupport::ListingPage &page);

    //! Queues the step if it is not, and leases it.
    pipeline::Job lease(const QString &vehicleId, core::Step step, const QJsonObject &options = {},
                        const QString &owner = QStringLiteral("bench"));
    //! Runs the leased step to its outcome.
    pipeline::Outcome outcomeOf(const pipeline::Job &job);
    //! Leases, runs and ends the step.
    pipeline::StepEvent run(const QString &vehicleId, core::Step step, const QJsonObject &options = {});
    core::Result<pipeline::StepEvent> end(const pipeline::Job &job, const pipeline::Outcome &outcome);
    //! A retry that runs from now on.
    db::NewBatch runningBatch() const;

    //! The columns of the vehicle's newest queue row of the step, joined with '|'.
    QString queueRow(const QString &vehicleId, core::Step step, const char *columns);
    qint64 attempts(const QString &vehicleId = {});

private:
    std::unique_ptr<pipeline::PageReader> m_reader;
    std::unique_ptr<pipeline::ImageWriter> m_writer;
    std::unique_ptr<pipeline::FetchListing> m_fetch;
    std::unique_ptr<pipeline::ExtractData> m_data;
    std::unique_ptr<pipeline::ExtractImages> m_images;
    std::unique_ptr<pipeline::ExtractVin> m_vin;
    std::unique_ptr<pipeline::BackfillImages> m_backfill;
};

} // namespace pipetest

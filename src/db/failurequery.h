// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! A (vehicle, step) as the planner sees it.
struct PlanCandidate
{
    QString vehicleId;
    QString name;
    core::FailureTypes failing;
    QString host;
    int missingImages = 0;
    int finalImages = 0; //!< wanted images that failed for good
    int wantedImages = 0;
    QString firstImageUrl;
    bool hidden = false; //!< deleted or merged
    bool hasPage = false;
    bool hasUrl = false;
    core::Step step = core::Step::FetchListing;
    std::optional<core::StepStatus> lastStatus;
    std::optional<core::Cause> lastCause;
    bool lastWasFinal = false;
    int extractorVersion = 0; //!< that the last attempt used
    bool running = false;
    bool queuedElsewhere = false; //!< another batch has it queued and did not try it yet
    bool isIgnored = false;       //!< a rule ignores failures like its last one
    bool isRuledFinal = false;    //!< … or ends them
    bool valueKnown = false; //!< the vehicle has what this step yields; false and not failing = known absent
    bool galleryAbsent = false; //!< the listing has an empty gallery
};

//! What is incomplete: lists, counts, causes and plan candidates over the state table. Reads only; one
//! thread.
class FailureQuery
{
public:
    explicit FailureQuery(Connection &connection) : m_connection(connection) {}

    core::Result<FailurePage> page(const FailurePageRequest &request);
    core::Result<std::vector<FailureRow>> byIds(const QStringList &vehicleIds);
    core::Result<FailureCounts> counts(const core::Filter &filter);
    core::Result<std::vector<CauseRow>> causes(const core::Filter &filter, const QDateTime &now);

    //! All steps of the vehicles that match, five rows for each vehicle, newest vehicle first. With ids: of
    //! those that exist, complete ones too; with a filter: of incomplete ones.
    core::Result<std::vector<PlanCandidate>> candidates(const QStringList &vehicleIds,
                                                        const core::Filter &filter, const QDateTime &now);

private:
    core::Result<void> addWaits(std::vector<FailureRow> &rows);
    core::Result<std::vector<qint64>> trend(const CauseRow &cause, const QDate &last);
    core::Result<std::vector<std::pair<int, qint64>>> countByBits(const core::Filter &filter);

    Connection &m_connection;
};

} // namespace db

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! Whether a retry follows by itself, and who says so.
enum class Finality {
    None,
    ByNature, //!< no further try can mend it
    ByRule    //!< a person said so; taking the rule back undoes it
};

struct StepRecord
{
    AttemptRow attempt;       //!< an empty vehicle id keeps the attempt alone
    bool usesAttempt = false; //!< whether a failure counts as a try
    Finality finality = Finality::None;
    int extractorVersion = 0;
};

//! Attempts and where each step stands. One thread; call record() inside the transaction of the attempt's
//! effects.
class StepStore
{
public:
    explicit StepStore(Connection &connection) : m_connection(connection) {}

    //! Appends the attempts and updates the steps' rows of their vehicles. A step of a vehicle once at most.
    core::Result<void> record(const std::vector<StepRecord> &records);
    core::Result<void> record(const AttemptRow &attempt, bool usesAttempt, Finality finality,
                              int extractorVersion)
    {
        return record({StepRecord{attempt, usesAttempt, finality, extractorVersion}});
    }
    //! Extraction steps that failed to parse with an older extractor, have a stored page and are not ruled
    //! out.
    core::Result<std::vector<std::pair<QString, core::Step>>> unparsed(int extractorVersion,
                                                                       const QDateTime &now);
    //! The last attempt of each step that was made since then; step, status, cause and message only.
    core::Result<std::vector<AttemptRow>> states(const QString &vehicleId, const QDateTime &since);
    core::Result<std::vector<AttemptRow>> list(const QString &vehicleId, int limit);

private:
    Connection &m_connection;
};

} // namespace db

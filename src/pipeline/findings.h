// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/settings.h"
#include "pipeline/doctor.h"

namespace db {
class Connection;
}

namespace pipeline {

//! What the doctor has found so far.
class Findings
{
public:
    void ok(const char *name, const QString &detail) { add(name, Check::Level::Ok, detail, {}); }
    void warn(const char *name, const QString &detail, const QString &advice)
    {
        add(name, Check::Level::Warning, detail, advice);
    }
    void problem(const char *name, const QString &detail, const QString &advice)
    {
        add(name, Check::Level::Problem, detail, advice);
    }
    //! A question that could not be asked.
    void failed(const char *name, const core::Error &error);
    //! Fine if there are none.
    void count(const char *name, qint64 count, const QString &none, const QString &some,
               const QString &advice);

    std::vector<Check> take() { return std::move(m_checks); }

private:
    void add(const char *name, Check::Level level, const QString &detail, const QString &advice);

    std::vector<Check> m_checks;
};

//! How much room there is for a folder that is or will be there.
void checkRoom(Findings &findings, const char *name, const QString &folder);
//! Drivers, image formats, room and rights on this machine.
void checkMachine(Findings &findings, const QString &workspace);
//! Who serves the database, who we are there and how we got in.
void checkServer(Findings &findings, db::Connection &connection);
//! Queue, workers and breakers.
void checkWork(Findings &findings, db::Connection &connection, const core::Settings &settings);
//! Counts that triggers keep, against the rows.
void checkStates(Findings &findings, db::Connection &connection);
//! What was set by hand.
void checkSettings(Findings &findings, const QHash<QString, QString> &values);
//! Where images are kept, and whether they are there.
void checkImages(Findings &findings, db::Connection &connection, const core::Settings &settings,
                 const core::Secrets &secrets);

} // namespace pipeline

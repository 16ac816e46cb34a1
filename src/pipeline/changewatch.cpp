// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/changewatch.h"

#include "core/whenfinished.h"
#include "db/changemark.h"

#include <QLoggingCategory>

namespace pipeline {

namespace {
Q_LOGGING_CATEGORY(lcWatch, "retrydesk.pipeline.watch", QtWarningMsg)
}

ChangeWatch::ChangeWatch(const QString &path, int everyMs, QObject *parent)
    : QObject(parent), m_reads(std::make_unique<db::ReadPool>(path, 1))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(everyMs);
    connect(&m_timer, &QTimer::timeout, this, &ChangeWatch::look);
    look();
}

std::unique_ptr<db::ReadPool> ChangeWatch::stop()
{
    m_timer.stop();
    m_timer.disconnect(this);
    return std::move(m_reads);
}

void ChangeWatch::look()
{
    const auto mark =
        m_reads->run<QString>([](db::Connection &connection, QPromise<core::Result<QString>> &) {
            return db::changeMark(connection);
        });
    core::whenFinished(mark, this, [this](const core::Result<QString> &now) { take(now); });
}

//! While the database cannot be asked, those who want its rows say so; afterwards its mark is another one.
void ChangeWatch::take(const core::Result<QString> &mark)
{
    m_timer.start();
    if (!mark)
        qCInfo(lcWatch).noquote() << mark.error().message << mark.error().detail;
    if (mark && *mark != m_mark) {
        m_mark = *mark;
        emit changed();
    }
    emit looked();
}

} // namespace pipeline

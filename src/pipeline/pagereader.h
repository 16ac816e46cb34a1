// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"

#include <QCache>
#include <QFuture>
#include <QObject>

#include <memory>

namespace pipeline {

//! Reads pages on the thread pool and remembers the last few, because several steps read the same page one
//! after the other. Lives in the engine's thread.
class PageReader : public QObject
{
    Q_OBJECT

public:
    using SharedReading = std::shared_ptr<const extract::Reading>;

    explicit PageReader(QObject *parent = nullptr);

    //! @param sha256 of the bytes: the key under which the reading is remembered together with the URL.
    QFuture<SharedReading> read(const QByteArray &page, const QString &url, const QString &sha256);

private:
    QCache<QString, QFuture<SharedReading>> m_recent;
};

} // namespace pipeline

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"

#include <QCache>
#include <QHash>
#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace pipeline {

//! Reads pages on the thread pool and remembers the last few, because several steps read the same page one
//! after the other. Lives in the engine's thread.
class PageReader : public QObject
{
    Q_OBJECT

public:
    using SharedReading = std::shared_ptr<const extract::Reading>;
    using Done = std::function<void(const SharedReading &)>;

    explicit PageReader(QObject *parent = nullptr);

    //! The callback comes once, later, in this object's thread; not at all when this object goes before.
    //! @param sha256 of the bytes: the key under which the reading is remembered together with the URL.
    void read(const QByteArray &page, const QString &url, const QString &sha256, Done done);

private:
    void finish(const QString &key, const SharedReading &reading);

    QCache<QString, SharedReading> m_recent;
    QHash<QString, std::vector<Done>> m_waiting; // pages that are being read
};

} // namespace pipeline

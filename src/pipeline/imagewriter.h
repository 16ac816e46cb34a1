// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "db/gallerystore.h"
#include "pipeline/services.h"
#include "pipeline/steprunner.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace pipeline {

//! Turns durable images into rows, many in one transaction. Rows of a job whose lease was lost are not
//! written: the files stay and are adopted by whoever runs the job now. Lives in the engine's thread.
class ImageWriter : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const core::Result<db::GalleryStore::Added> &)>;

    explicit ImageWriter(Services &services, QObject *parent = nullptr);

    //! The callback comes once, after the row is committed or refused.
    void add(const Job &job, const db::NewImage &image, Done done);
    //! Writes what waits now.
    void flush();

signals:
    void imagesStored(const QString &vehicleId, int count);

private:
    struct Pending
    {
        Job job;
        db::NewImage image;
        Done done;
        core::Result<db::GalleryStore::Added> result = core::Error{};
    };

    void removeUnneeded(const Pending &pending);
    //! @param oneByOne a row that is refused does not keep the others from being written
    core::Result<void> writeAll(std::vector<Pending> &batch, bool oneByOne);
    core::Result<db::GalleryStore::Added> write(const Pending &pending);
    core::Result<void> setPictures(const std::vector<Pending> &batch);

    Services &m_services;
    QTimer m_timer;
    std::vector<Pending> m_pending;
};

} // namespace pipeline

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/pagereader.h"
#include "pipeline/services.h"
#include "pipeline/steprunner.h"

#include <QHash>
#include <QObject>

namespace pipeline {

//! The step fetch_listing: fetches the page, makes sure that it is a listing and keeps it.
//!
//! A page that is no listing or no vehicle removes the placeholder that was made for its URL. A placeholder
//! whose page states the checked VIN of a known vehicle becomes that vehicle.
class FetchListing : public QObject, public StepRunner
{
    Q_OBJECT

public:
    FetchListing(Services &services, PageReader &reader, QObject *parent = nullptr);

    void start(const Job &job, Done done) override;
    void cancel(const Job &job) override;

private:
    void pageArrived(const QString &vehicleId, const QString &url, const QByteArray &page,
                     const Outcome &fetched, const Done &done);

    Services &m_services;
    PageReader &m_reader;
    QHash<QString, quint64> m_groups; // fetch group of each run
};

} // namespace pipeline

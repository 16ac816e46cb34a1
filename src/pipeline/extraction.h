// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"
#include "pipeline/pagereader.h"
#include "pipeline/services.h"
#include "pipeline/steprunner.h"

#include <QObject>

namespace pipeline {

//! What the three extraction steps share: the newest stored page of the vehicle is read off the engine's
//! thread, and the step turns its facts into an outcome. Never touches the network.
class ExtractionStep : public QObject, public StepRunner
{
    Q_OBJECT

public:
    ExtractionStep(Services &services, PageReader &reader, QObject *parent = nullptr);

    void start(const Job &job, Done done) override;
    void cancel(const Job &) override {} // takes milliseconds

protected:
    //! The outcome for a page that is a listing; its apply writes what the step is for, and only that.
    virtual Outcome take(const Job &job, const extract::Listing &listing) = 0;

    Services &m_services;

private:
    PageReader &m_reader;
};

//! extract_data: year, make, model, price, sale, mileage, lot, people and places.
class ExtractData : public ExtractionStep
{
    Q_OBJECT

public:
    using ExtractionStep::ExtractionStep;

protected:
    Outcome take(const Job &job, const extract::Listing &listing) override;
};

//! extract_images: the gallery's URLs, stored before any download.
class ExtractImages : public ExtractionStep
{
    Q_OBJECT

public:
    using ExtractionStep::ExtractionStep;

protected:
    Outcome take(const Job &job, const extract::Listing &listing) override;
};

//! extract_vin: the VIN or chassis number, and the evidence where there is none.
class ExtractVin : public ExtractionStep
{
    Q_OBJECT

public:
    using ExtractionStep::ExtractionStep;

    //! Without a page, the option "extra_text" of the job alone is read.
    void start(const Job &job, Done done) override;

protected:
    Outcome take(const Job &job, const extract::Listing &listing) override;
};

} // namespace pipeline

// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/connectdialog.h"

#include "ui_connectdialog.h"

#include "core/whenfinished.h"
#include "db/postgresaddress.h"
#include "gui/windowsettings.h"

#include <QPushButton>

namespace gui {

namespace {

constexpr char kHostKey[] = "connect/host";
constexpr char kPortKey[] = "connect/port";
constexpr char kDatabaseKey[] = "connect/database";
constexpr char kUserKey[] = "connect/user";
constexpr char kTlsKey[] = "connect/tls";
constexpr char kCaKey[] = "connect/ca";
constexpr char kDefaultTls[] = "require";

} // namespace

ConnectDialog::ConnectDialog(WindowSettings *settings, Try tryAddress, QWidget *parent)
    : QDialog(parent), m_ui(std::make_unique<Ui::ConnectDialog>()), m_settings(settings),
      m_try(std::move(tryAddress))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    fill();
    m_testButton = m_ui->buttonBox->addButton(tr("&Test"), QDialogButtonBox::ActionRole);
    m_testButton->setObjectName(QStringLiteral("testButton"));
    m_connectButton = m_ui->buttonBox->addButton(tr("&Connect"), QDialogButtonBox::AcceptRole);
    m_connectButton->setObjectName(QStringLiteral("connectButton"));
    m_connectButton->setDefault(true);
    connect(m_testButton, &QPushButton::clicked, this, &ConnectDialog::test);
    connect(m_ui->buttonBox, &QDialogButtonBox::accepted, this, &ConnectDialog::connectNow);
    connect(m_ui->buttonBox, &QDialogButtonBox::rejected, this, &ConnectDialog::reject);
    for (const QLineEdit *edit :
         {m_ui->hostEdit, m_ui->databaseEdit, m_ui->userEdit, m_ui->passwordEdit, m_ui->caEdit})
        connect(edit, &QLineEdit::textChanged, this, &ConnectDialog::forgetAnswer);
    connect(m_ui->createCheck, &QCheckBox::toggled, this, &ConnectDialog::update);
    connect(m_ui->portSpin, &QSpinBox::valueChanged, this, &ConnectDialog::forgetAnswer);
    connect(m_ui->tlsCombo, &QComboBox::currentIndexChanged, this, &ConnectDialog::forgetAnswer);
    update();
}

ConnectDialog::~ConnectDialog() = default;

void ConnectDialog::fill()
{
    // Without "allow": it gives up TLS without saying so (libpq, "SSL Mode Descriptions").
    m_ui->tlsCombo->addItem(tr("required"), QStringLiteral("require"));
    m_ui->tlsCombo->addItem(tr("required, with the host's certificate"), QStringLiteral("verify-full"));
    m_ui->tlsCombo->addItem(tr("if the server has it"), QStringLiteral("prefer"));
    m_ui->tlsCombo->addItem(tr("none"), QStringLiteral("disable"));
    const auto remembered = [this](const char *key, const QVariant &fallback = {}) {
        return m_settings->value(QLatin1String(key), fallback);
    };
    m_ui->hostEdit->setText(remembered(kHostKey).toString());
    m_ui->portSpin->setValue(remembered(kPortKey, m_ui->portSpin->value()).toInt());
    m_ui->databaseEdit->setText(remembered(kDatabaseKey).toString());
    m_ui->userEdit->setText(remembered(kUserKey).toString());
    const int mode = m_ui->tlsCombo->findData(remembered(kTlsKey, QLatin1String(kDefaultTls)));
    m_ui->tlsCombo->setCurrentIndex(qMax(mode, 0));
    m_ui->caEdit->setText(remembered(kCaKey).toString());
}

void ConnectDialog::remember()
{
    m_settings->setValue(QLatin1String(kHostKey), m_ui->hostEdit->text());
    m_settings->setValue(QLatin1String(kPortKey), m_ui->portSpin->value());
    m_settings->setValue(QLatin1String(kDatabaseKey), m_ui->databaseEdit->text());
    m_settings->setValue(QLatin1String(kUserKey), m_ui->userEdit->text());
    m_settings->setValue(QLatin1String(kTlsKey), m_ui->tlsCombo->currentData());
    m_settings->setValue(QLatin1String(kCaKey), m_ui->caEdit->text());
}

QString ConnectDialog::address() const
{
    const QString host = m_ui->hostEdit->text().trimmed();
    return db::addressOf({{QStringLiteral("host"), host.isEmpty() ? QStringLiteral("localhost") : host},
                          {QStringLiteral("port"), QString::number(m_ui->portSpin->value())},
                          {QStringLiteral("dbname"), m_ui->databaseEdit->text().trimmed()},
                          {QStringLiteral("user"), m_ui->userEdit->text().trimmed()},
                          {QStringLiteral("password"), m_ui->passwordEdit->text()},
                          {QStringLiteral("sslmode"), m_ui->tlsCombo->currentData().toString()},
                          {QStringLiteral("sslrootcert"), m_ui->caEdit->text().trimmed()}});
}

void ConnectDialog::test()
{
    m_isTrying = true;
    m_ui->answerLabel->setText(tr("Connecting…"));
    update();
    core::whenFinished(m_try(address()), this,
                       [this, number = ++m_tries](const core::Result<QString> &answer) {
                           if (number == m_tries)
                               showAnswer(answer);
                       });
}

void ConnectDialog::showAnswer(const core::Result<QString> &answer)
{
    m_isTrying = false;
    m_ui->answerLabel->setText(answer ? *answer : answer.error().message);
    update();
}

void ConnectDialog::forgetAnswer()
{
    ++m_tries;
    m_isTrying = false;
    m_ui->answerLabel->clear();
    update();
}

void ConnectDialog::connectNow()
{
    remember();
    const QString password = m_ui->passwordEdit->text();
    emit chosen({address(), m_ui->keepCheck->isChecked() ? password : QString(),
                 m_ui->createCheck->isChecked(), m_ui->imagesEdit->text().trimmed()});
    accept();
}

void ConnectDialog::update()
{
    const bool isNamed = !m_ui->databaseEdit->text().trimmed().isEmpty();
    m_testButton->setEnabled(isNamed && !m_isTrying);
    m_connectButton->setEnabled(isNamed);
    m_ui->keepCheck->setEnabled(!m_ui->passwordEdit->text().isEmpty());
    m_ui->imagesEdit->setEnabled(m_ui->createCheck->isChecked());
}

} // namespace gui

"""Lists as other programs write them: written anew in the form that each program's
documentation, source or public example files show."""

from typing import Any

FILES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "galette-members": (
        "csv",
        (
            '"id_adh";"nom_adh";"prenom_adh";"societe_adh";"email_adh";"tel_adh";"gsm_adh";'
            '"adresse_adh";"cp_adh";"ville_adh";"ddn_adh";"login_adh";"mdp_adh";"date_echeance"\r\n'
            '"12";"Lefèvre";"Zoé";"";"zoe@exemple.org";"+33 (0)4 76 01 02 03";"";"3,'
            ' rue X";"38 400";'
            '"Saint-Martin-d\'Hères";"1980-03-12";"zoe";"s3cret";"2026-12-31"\r\n'
        ),
        {
            "number": "12",
            "last_name": "Lefèvre",
            "first_name": "Zoé",
            "email": "zoe@exemple.org",
            "phone": "+33 (0)4 76 01 02 03",
            "address": "3, rue X",
            "postal_code": "38 400",
            "commune": "Saint-Martin-d'Hères",
            "birth_date": "1980-03-12",
            "dues_to": "2026-12-31",
        },
    ),
    "paheko-members": (
        "csv",
        (
            '"Numéro de membre","Nom & prénom","Adresse E-Mail","Adresse postale","Code postal",'
            '"Ville","Numéro de téléphone","Date d\'inscription"\n'
            '"7","Lefèvre Zoé","zoe@exemple.org","3 rue X","38000","Grenoble","0476010203",'
            '"01/09/2024"\n'
        ),
        {
            "number": "7",
            "last_name": "Lefèvre",
            "first_name": "Zoé",
            "email": "zoe@exemple.org",
            "address": "3 rue X",
            "postal_code": "38000",
            "commune": "Grenoble",
            "phone": "0476010203",
        },
    ),
    "helloasso-members": (
        "csv",
        (
            "Référence commande;Date de la commande;Statut de la commande;Nom adhérent;"
            "Prénom adhérent;Nom payeur;Prénom payeur;Email payeur;Raison sociale;"
            "Moyen de paiement;"
            "Tarif;Montant tarif;Code Promo;Date de naissance;Téléphone\n"
            "1;01/09/2026 10:12;Annulé;Annulé;Jean;Annulé;Jean;j@exemple.org;;CB;A;20,00;;;\n"
            "2;02/09/2026 11:00;Validé;Lefèvre;Zoé;Lefèvre;Anne;anne@exemple.org;;Carte bancaire;"
            "Adulte;20,00;;12/03/1980;0612345678\n"
        ),
        {
            "last_name": "Lefèvre",
            "first_name": "Zoé",
            "email": "anne@exemple.org",
            "birth_date": "1980-03-12",
            "phone": "0612345678",
            "dues_from": "2026-09-02",
            "dues_amount": "20,00",
            "dues_method": "Carte bancaire",
        },
    ),
    "helloasso-orders": (
        "csv",
        (
            "Référence commande;Référence paiement;Montant total;Date du paiement;"
            "Statut du paiement;Versé;Date du versement;Nom payeur;Prénom payeur;Email payeur;"
            "Date de naissance;Raison sociale;SIREN;Forme juridique;Campagne;Type de campagne;Type;"
            "Montant du tarif;Montant des options;Don supplémentaire;Montant du code promo\n"
            "1;9;40,00;03/04/2026 18:23:13;Payé;Non;;Baron;David;d@exemple.org;;;;;Bal;Billetterie;"
            "Billet;40,00;0;0;0\n"
        ),
        {"last_name": "Baron", "first_name": "David", "email": "d@exemple.org"},
    ),
    "snipe-it-assets": (
        "csv",
        (
            "\ufeffCompany,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,"
            "Model,Model Notes,Model Number,Asset Notes,Purchase Date,Purchase Cost,Checkout Type,"
            "Checked Out To: Username,Asset EOL Date\n"
            'Mairie,Grue,ABC-1,Engins,Fournil,Berge,Hangar,32,"Grue 13""",,G13,ok,1/23/23,2266.13,'
            "User,zoe,10/27/28\n"
        ),
        {
            "tag": "ABC-1",
            "model": 'Grue 13"',
            "brand": "Berge",
            "reference": "G13",
            "category": "Engins",
            "owner": "Mairie",
            "location": "Hangar",
            "notes": "ok",
            "purchased_on": "23/01/23",
            "value": "2266.13",
        },
    ),
    "snipe-it-accessories": (
        "csv",
        (
            "Company,Name,Category,Supplier,Manufacturer,QTY,Location,Order Number,Min Amount,"
            "Model Number,Notes,Purchase Date,Purchase Cost\n"
            "Mairie,Chaise,Mobilier,F,Berge,61,Cave,0170,59,C3,pliante,8/24/22,73.96\n"
        ),
        {
            "model": "Chaise",
            "category": "Mobilier",
            "brand": "Berge",
            "reference": "C3",
            "quantity": "61",
            "owner": "Mairie",
            "location": "Cave",
            "purchased_on": "24/08/22",
            "value": "73.96",
            "notes": "pliante",
            "kind": "lot",
        },
    ),
    "snipe-it-components": (
        "csv",
        (
            "Item Name,Purchase Date,Purchase Cost,Location,Company,Order Number,Serial number,"
            "Category,Quantity\n"
            "RTX 4080,2024-01-01,5000.00,Cave,Mairie,2790,123456789,GPU,10\n"
        ),
        {
            "model": "RTX 4080",
            "category": "GPU",
            "quantity": "10",
            "owner": "Mairie",
            "location": "Cave",
            "purchased_on": "2024-01-01",
            "value": "5000.00",
            "kind": "lot",
        },
    ),
    "snipe-it-assets-fr": (
        "csv",
        (
            "ID,Nom de l'actif,Étiquette de l'actif,Série,Modèle,N° de modèle,Catégorie,Statut,"
            "Extrait vers,Lieu,Date d'achat,Coût d'achat,Société,Fabricant,Remarques\n"
            "7,Grue rouge,ABC-1,S9,Grue 13,G13,Engins,Déployé,Zoé Lefèvre,Hangar,23/01/2016,"
            '"2266,13",Mairie,Berge,ok\n'
        ),
        {
            "tag": "ABC-1",
            "model": "Grue 13",
            "serial": "S9",
            "brand": "Berge",
            "reference": "G13",
            "category": "Engins",
            "owner": "Mairie",
            "location": "Hangar",
            "notes": "ok",
            "purchased_on": "2016-01-23",
            "value": "2266,13",
        },
    ),
    "snipe-it-assets-old": (
        "csv",
        (
            "Full Name,Email,Username,Company,item Name,Category,Model name,Manufacturer,"
            "Model Number,Serial,Asset Tag,Location,Notes,Purchase Date,Purchase Cost,Status,"
            "Warranty,Supplier\n"
            "Zoé Lefèvre,zoe@exemple.org,zoe,Mairie,Grue rouge,Engins,Grue 13,Berge,G13,S9,ABC-1,"
            "Hangar,ok,1/23/16,2266.13,Archived,14,Fournil\n"
        ),
        {
            "tag": "ABC-1",
            "model": "Grue 13",
            "serial": "S9",
            "brand": "Berge",
            "reference": "G13",
            "category": "Engins",
            "owner": "Mairie",
            "location": "Hangar",
            "notes": "ok",
            "purchased_on": "23/01/16",
            "value": "2266.13",
        },
    ),
    "snipe-it-users": (
        "csv",
        (
            "\ufeffFirst Name,Last Name,Email,Username,Activated,Location,Address,City,"
            "State,Country,"
            "Postal Code,Website,Phone,Job Title,Notes,Employee Number,Company,Manager,Remote,VIP,"
            "Start Date,End Date,Gravatar\n"
            "Zoé,Lefèvre,zoe@exemple.org,zoe,true,Grenoble,3 rue X,Grenoble,,FR,38000,,"
            "04 76 01 02 03,Trésorière,ok,12,Mairie,,true,false,,,\n"
        ),
        {
            "type": "personne",
            "number": "12",
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "email": "zoe@exemple.org",
            "phone": "04 76 01 02 03",
            "address": "3 rue X",
            "commune": "Grenoble",
            "postal_code": "38000",
            "notes": "ok",
        },
    ),
    "lend-engine-items": (
        "csv",
        (
            "Added on,Code,Name,Type,Serial number,Condition,Tags,Location,Brand,Price paid,"
            "Value (RRP),Shown on website,Loan fee,Loan period,Short description,Long description,"
            "Components,Care information,Keywords,Owned by,Donated by\n"
            "2024-02-03,P-01,Perceuse,Outils,S9,Good,bricolage,Atelier,Bosch,60.00,89.00,Yes,5.00,7,"
            "avec mèches,,,,,Repair Café,\n"
        ),
        {
            "model": "Perceuse",
            "tag": "P-01",
            "serial": "S9",
            "brand": "Bosch",
            "category": "Outils",
            "condition": "Good",
            "value": "89.00",
            "location": "Atelier",
            "owner": "Repair Café",
        },
    ),
    "lend-engine-contacts": (
        "csv",
        (
            "Contact ID,Member ID,Added on,First name,Last name,Membership,Email,Subscriber,"
            "Telephone,Street,City,County,Postcode,Country,Balance\n"
            "512,M-12,2024-02-03,Zoé,Lefèvre,Annual,zoe@exemple.org,Yes,0476010203,3 rue X,"
            "Grenoble,,38000,FR,0.00\n"
        ),
        {
            "number": "M-12",
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "email": "zoe@exemple.org",
            "phone": "0476010203",
            "address": "3 rue X",
            "commune": "Grenoble",
            "postal_code": "38000",
        },
    ),
    "lend-engine-memberships": (
        "csv",
        (
            "Member ID,First name,Last name,Email,Membership number,Membership type,Starts,Expires,"
            "Status,Price\n"
            "512,Zoé,Lefèvre,zoe@exemple.org,M-12,Annual,2024-02-03,2025-02-03,EXPIRED,15.00\n"
            "512,Zoé,Lefèvre,zoe@exemple.org,M-12,Annual,2026-02-03,2027-02-03,ACTIVE,20.00\n"
        ),
        {
            "number": "M-12",
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "email": "zoe@exemple.org",
            "dues_from": "2026-02-03",
            "dues_to": "2027-02-03",
            "dues_amount": "20.00",
        },
    ),
    "koha-patrons": (
        "csv",
        (
            "cardnumber,surname,firstname,title,othernames,initials,streetnumber,"
            "streettype,address,"
            "address2,city,state,zipcode,country,email,phone,mobile,fax,dateofbirth,branchcode,"
            "categorycode,dateenrolled,dateexpiry,userid,password\n"
            "1000,Jenkins,Nancy,Dr,,NJ,78,Rue,Ampère,,Grenoble,,38000,France,n@exemple.org,"
            "0476010203,0612345678,,16/10/1965,CPL,PT,28/12/2014,01/07/2015,nj,DPQILy\n"
        ),
        {
            "type": "personne",
            "card": "1000",
            "last_name": "Jenkins",
            "first_name": "Nancy",
            "address": "78 Rue Ampère",
            "commune": "Grenoble",
            "postal_code": "38000",
            "email": "n@exemple.org",
            "phone": "0476010203",
            "mobile": "0612345678",
            "birth_date": "1965-10-16",
            "dues_to": "2015-07-01",
        },
    ),
    "google-contacts": (
        "csv",
        (
            "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,"
            "Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,"
            "Organization Title,Organization Department,Birthday,Notes,Photo,Labels,"
            "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
            "Zoé,,Lefèvre,,,,,,,,,,,1980-03-12,ok,,* myContacts,* Home,"
            "zoe@exemple.org ::: z@exemple.fr,Mobile,0612345678 ::: 0476010203\n"
        ),
        {
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "birth_date": "1980-03-12",
            "notes": "ok",
            "email": "zoe@exemple.org",
            "phone": "0612345678",
            "mobile": "0476010203",
        },
    ),
    "google-contacts-old": (
        "csv",
        (
            "Name,Given Name,Additional Name,Family Name,Yomi Name,Birthday,Notes,Group Membership,"
            "E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,"
            "Organization 1 - Name\n"
            "Zoé Lefèvre,Zoé,,Lefèvre,,,,* myContacts,* ,zoe@exemple.org,Mobile,0612345678,\n"
        ),
        {
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "email": "zoe@exemple.org",
            "phone": "0612345678",
        },
    ),
    "outlook-contacts": (
        "csv",
        (
            '"First Name","Middle Name","Last Name","Title","Company","Job Title","Home Street",'
            '"Home City","Home Postal Code","Home Phone","Mobile Phone","Birthday","Categories",'
            '"E-mail Address","E-mail Type","Notes"\r\n'
            '"Zoé","","Lefèvre","","","","3 rue X","Grenoble","38000","0476010203","0612345678",'
            '"12/03/1980","Culture","zoe@exemple.org","SMTP",""\r\n'
        ),
        {
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "address": "3 rue X",
            "commune": "Grenoble",
            "postal_code": "38000",
            "phone": "0476010203",
            "mobile": "0612345678",
            "birth_date": "1980-03-12",
            "tags": "Culture",
            "email": "zoe@exemple.org",
        },
    ),
    "outlook-contacts-fr": (
        "csv",
        (
            '"Titre","Prénom","Deuxième prénom","Nom","Suffixe","Société","Service","Titre 1",'
            '"Rue (bureau)","Ville (bureau)","Code postal (bureau)","Rue (domicile)",'
            '"Ville (domicile)","Code postal (domicile)","Téléphone (bureau)",'
            '"Téléphone (domicile)","Tél. mobile","Adresse de messagerie","Type de messagerie",'
            '"Anniversaire","Catégories","Mots clés","Notes","Privé"\r\n'
            '"Mme","Zoé","","Lefèvre","","","","","","","","3 rue X","Grenoble","38000","",'
            '"0476010203","0612345678","zoe@exemple.org","SMTP","12/03/1980","Culture","","",'
            '"Faux"\r\n'
        ),
        {
            "first_name": "Zoé",
            "last_name": "Lefèvre",
            "address": "3 rue X",
            "commune": "Grenoble",
            "postal_code": "38000",
            "phone": "0476010203",
            "mobile": "0612345678",
            "birth_date": "1980-03-12",
            "tags": "Culture",
            "email": "zoe@exemple.org",
        },
    ),
    "inventree-stock": (
        "csv",
        (
            "Stock Item ID,Part ID,Part Name,Part Description,Part IPN,Quantity,Serial,Batch,"
            "Location ID,Location Name,Status,Status Code,Purchase Price,Notes\n"
            "5,9,Chaise pliante,noire,CH-1,40,,,3,Cave,OK,10,12.50,ok\n"
        ),
        {
            "model": "Chaise pliante",
            "reference": "CH-1",
            "quantity": "40",
            "location": "Cave",
            "value": "12.50",
            "notes": "ok",
        },
    ),
    "homebox-items": (
        "csv",
        (
            "HB.import_ref,HB.location,HB.labels,HB.asset_id,HB.archived,HB.url,HB.name,"
            "HB.quantity,"
            "HB.description,HB.insured,HB.notes,HB.purchase_price,HB.purchase_from,"
            "HB.purchase_time,"
            "HB.manufacturer,HB.model_number,HB.serial_number\n"
            "a,Cave,,000-012,false,,Sono,1,portable,false,ok,250.00,Magasin,2024-02-22,Bose,S1,X9\n"
            "b,Cave,,000-013,true,,Vieille sono,1,,false,,,,,,,\n"
        ),
        {
            "tag": "000-012",
            "model": "Sono",
            "brand": "Bose",
            "reference": "S1",
            "serial": "X9",
            "quantity": "1",
            "location": "Cave",
            "value": "250.00",
            "purchased_on": "2024-02-22",
            "notes": "ok",
        },
    ),
    "shelf-assets": (
        "csv",
        (
            "title,description,kit,category,tags,location,valuation,custodian,bookable,"
            "barcode_Code128,barcode_Code39,assetModel,type,quantity,minQuantity,unitOfMeasure,"
            'consumptionType,"cf: Serial number,type:text","cf:brand, type:option",'
            '"cf:purchase date, type:date"\n'
            'Portable,neuf,Kit,Info,"a, b",Bureau,2500,Thea,no,"M1,M2",M9,Macbook,'
            "INDIVIDUAL,,,,,S9,"
            "apple,2022-03-12\n"
        ),
        {
            "model": "Macbook",
            "tag": "M1",
            "category": "Info",
            "location": "Bureau",
            "value": "2500",
            "kind": "exemplaire",
            "serial": "S9",
            "brand": "apple",
            "purchased_on": "2022-03-12",
        },
    ),
    "rna-associations": (
        "csv",
        (
            '"id";"id_ex";"siret";"rup_mi";"gestion";"date_creat";"date_decla";"date_publi";'
            '"date_disso";"nature";"groupement";"titre";"titre_court";"objet";"objet_social1";'
            '"objet_social2";"adrs_complement";"adrs_numvoie";"adrs_repetition";"adrs_typevoie";'
            '"adrs_libvoie";"adrs_distrib";"adrs_codeinsee";"adrs_codepostal";"adrs_libcommune";'
            '"siteweb";"publiweb";"observation";"position";"maj_time"\n'
            '"W381001234";"";"";"";"";"1990-01-01";"";"";"";"D";"S";"LES JARDINS";"LJ";'
            '"potager";"";'
            '"";"";"12";"";"RUE";"Ampère";"";"38185";"38000";"Grenoble";"";"0";"";"A";""\n'
            '"W381009999";"";"";"";"";"";"";"";"2001-01-01";"D";"S";"DISSOUTE";"";"";"";"";'
            '"";"";"";'
            '"";"";"";"";"38000";"Grenoble";"";"0";"";"D";""\n'
        ),
        {
            "type": "association",
            "rna": "W381001234",
            "name": "LES JARDINS",
            "acronym": "LJ",
            "address": "12 RUE Ampère",
            "postal_code": "38000",
            "commune": "Grenoble",
        },
    ),
    "rna-import-associations": (
        "csv",
        (
            "id;id_ex;siret;gestion;date_creat;date_publi;nature;groupement;titre;objet;"
            "objet_social1;objet_social2;adr1;adr2;adr3;adrs_codepostal;libcom;dir_civilite;"
            "siteweb;observation;position;rup_mi;maj_time\n"
            "038S0000000042;38/1;;381S;1950-01-01;;D;S;LES JARDINS;potager;;;MAIRIE;12 RUE AMPERE;;"
            "38000;Grenoble;PM;;;A;;\n"
        ),
        {
            "type": "association",
            "name": "LES JARDINS",
            "address": "MAIRIE 12 RUE AMPERE",
            "postal_code": "38000",
            "commune": "Grenoble",
        },
    ),
    "sirene-establishments": (
        "csv",
        (
            "siren,nic,siret,etablissementSiege,numeroVoieEtablissement,typeVoieEtablissement,"
            "libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement,"
            "etatAdministratifEtablissement,enseigne1Etablissement,"
            "denominationUsuelleEtablissement,"
            "denominationUniteLegale,sigleUniteLegale,identifiantAssociationUniteLegale\n"
            "732829320,00074,73282932000074,true,12,RUE,AMPERE,38000,GRENOBLE,A,,,LES JARDINS,LJ,"
            "W381001234\n"
            "732829320,00082,73282932000082,false,1,RUE,X,38000,GRENOBLE,F,,,LES JARDINS,,\n"
        ),
        {
            "type": "association",
            "siret": "73282932000074",
            "rna": "W381001234",
            "name": "LES JARDINS",
            "acronym": "LJ",
            "address": "12 RUE AMPERE",
            "postal_code": "38000",
            "commune": "GRENOBLE",
        },
    ),
}
"""By profile: how its files end, what stands in one, and what its only row says."""
